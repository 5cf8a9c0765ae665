// Reads deliveries as JSON lines {secret, id, timestamp, signature, body} and says of each what the published library says.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

for await (const line of createInterface({ input: process.stdin })) {
  const d = JSON.parse(line);
  try {
    const got = new Webhook(d.secret).verify(d.body, { "webhook-id": d.id, "webhook-timestamp": d.timestamp, "webhook-signature": d.signature });
    console.log("fine " + got.type);
  } catch (e) {
    console.log("refused " + e.message);
  }
}
