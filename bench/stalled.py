"""Viewers that read nothing, each for some seconds, then as another: PORT STREAMS VIEWERS. Says each second how many there are, were, and were not let in."""

import random
import socket
import sys
import time

PORT, STREAMS, VIEWERS = (int(word) for word in sys.argv[1:])
STAYS = (8, 16)


def viewer(number):
    channel = socket.socket()
    channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    channel.connect(("127.0.0.1", PORT))
    channel.sendall(f"GET /live/s{number % STREAMS}.flv HTTP/1.1\r\nHost: gateway\r\n\r\n".encode())
    return channel, time.monotonic() + random.uniform(*STAYS)


def main():
    there, were, refused, told = {}, 0, 0, time.monotonic()
    while True:
        for number in range(VIEWERS):
            now = time.monotonic()
            if number in there and there[number][1] < now:
                there.pop(number)[0].close()
            if number not in there:
                try:
                    there[number] = viewer(number)
                    were += 1
                except OSError:
                    refused += 1
        time.sleep(0.2)
        if time.monotonic() - told >= 1:
            told = time.monotonic()
            print(f"stalled={len(there)} were={were} refused={refused}", flush=True)


if __name__ == "__main__":
    main()
