#!/usr/bin/python3
"""Two UDP ports that tell how the datagrams they get are marked, which Java cannot see.

Prints its ports in one line, then a line `PORT DSCP` for each mark that is new. RFC 2474 section 3
"""
import select
import socket

IP_RECVTOS = getattr(socket, "IP_RECVTOS", 13)

sockets = []
for _ in range(2):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
    one.bind(("127.0.0.1", 0))
    sockets.append(one)
print(*(one.getsockname()[1] for one in sockets), flush=True)

seen = set()
while True:
    for one in select.select(sockets, [], [])[0]:
        _, ancillary, _, _ = one.recvmsg(2048, socket.CMSG_SPACE(4))
        for level, kind, data in ancillary:
            mark = (one.getsockname()[1], data[0] >> 2)
            if level == socket.IPPROTO_IP and kind == socket.IP_TOS and mark not in seen:
                seen.add(mark)
                print(*mark, flush=True)
