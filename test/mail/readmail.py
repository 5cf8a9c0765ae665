"""Reads messages, one JSON object a line on stdin, and says what it sees, one JSON object a line.

It shares no code with the program that wrote the messages: Python's email package set to raise on every defect, and
for signatures python3-dkim with the DNS records handed in.
"""
import base64
import email.header
import email.parser
import email.policy
import email.utils
import json
import re
import sys
import unicodedata

STRICT = email.policy.SMTP.clone(raise_on_defect=True)


def meant(text):
    """What a subject or a name should come out as: no controls, no turning marks, no space at the ends."""
    out = []
    for c in text:
        if "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069":
            continue
        out.append(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c)
    return "".join(out).strip()


def body_meant(text):
    """What a body should come out as: line ends in one form, no controls but the tab."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return text if text.endswith("\n") else text + "\n"


def wire_faults(raw):
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", raw):
        return "a bare CR, LF or NUL"
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        return "a line of more than 998 octets"
    if any(b > 126 for b in raw):
        return "a byte that is not ASCII"
    if re.search(rb"\r\nFrom ", raw):
        return "a line that old mail stores would change"
    return ""


def read(raw, asked):
    fault = wire_faults(raw)
    if fault:
        return {"error": fault}
    message = email.parser.BytesParser(policy=STRICT).parsebytes(raw)
    fields = {}
    for name, value in message.items():
        fields[name.lower()] = fields.get(name.lower(), 0) + 1
        if value.defects:
            return {"error": "%s: %s" % (name, value.defects)}
    parts = [p for p in message.walk() if not p.is_multipart()]
    bodies = [p.get_content().replace("\r\n", "\n") for p in parts]
    want = [body_meant(b) for b in asked["bodies"]]
    if bodies != want:
        return {"error": "bodies %r, want %r" % (bodies, want)}
    kinds = [p.get_content_type() for p in parts]
    if kinds != ["text/plain", "text/html"][: len(want)]:
        return {"error": "parts %r" % kinds}
    to, sender = message["to"].addresses, message["from"].addresses
    if len(to) != 1 or len(sender) != 1:
        return {"error": "%d recipients, %d senders" % (len(to), len(sender))}
    return {
        "fields": fields, "subject": str(message["subject"]), "name": display_name(raw, "To"), "address": to[0].addr_spec,
        "from": display_name(raw, "From"), "want": meant(asked["subject"]),
    }


def display_name(raw, field):
    """The name in an address, by the older half of the package: the newer one keeps the blanks between two encoded
    words of a phrase (seen with Python 3.11), which RFC 2047 section 6.2 says to drop."""
    value = email.message_from_bytes(raw)[field].replace("\r\n", "").replace("\n", "")
    name, _ = email.utils.parseaddr(value)
    return str(email.header.make_header(email.header.decode_header(name)))


def verify(raw, records):
    import dkim

    def dns(name, timeout=5):
        if isinstance(name, bytes):
            name = name.decode("ascii")
        return records.get(name, "").encode("ascii") or None

    return {"signed": dkim.verify(raw, dnsfunc=dns)}


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        raw = base64.b64decode(asked["raw"])
        try:
            answer = verify(raw, asked["dns"]) if asked.get("verify") else read(raw, asked)
        except ImportError:
            raise
        except Exception as e:  # a defect, or anything else that the reader stumbles over
            answer = {"error": "%s: %s" % (type(e).__name__, e)}
        print(json.dumps(answer))


main()
