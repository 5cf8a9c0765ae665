"""Answers, for batches of wall-clock times, which instant they are in a zone: fold 0 of zoneinfo on the zone files given.

Input:  name NEWLINE count NEWLINE, then count little-endian int64: seconds of the wall clock read as if it were UTC.
Output: for each batch count little-endian int64: seconds since 1970 UTC.
"""
import array
import datetime
import sys
import zoneinfo

zoneinfo.reset_tzpath(to=[sys.argv[1]])
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = datetime.timedelta(seconds=1)
read, write = sys.stdin.buffer, sys.stdout.buffer

while True:
    name = read.readline().decode().strip()
    if not name:
        break
    count = int(read.readline())
    walls = array.array("q", read.read(8 * count))
    if sys.byteorder == "big":
        walls.byteswap()
    zone = zoneinfo.ZoneInfo(name)
    out = array.array("q")
    for wall in walls:
        local = EPOCH + datetime.timedelta(seconds=wall)
        out.append(wall - zone.utcoffset(local) // SECOND)
    if sys.byteorder == "big":
        out.byteswap()
    write.write(out.tobytes())
