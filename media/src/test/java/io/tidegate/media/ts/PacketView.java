package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;

/// One transport packet as a test sees it, read independently of the code under test.
record PacketView(Bytes bytes) {
  static List<PacketView> all(Bytes stream) {
    List<PacketView> packets = new ArrayList<>();
    for (int at = 0; at < stream.length(); at += 188) {
      packets.add(new PacketView(stream.slice(at, 188)));
    }
    return packets;
  }

  int pid() {
    return bytes.u16(1) & 0x1FFF;
  }

  boolean unitStart() {
    return (bytes.u8(1) & 0x40) != 0;
  }

  boolean hasPayload() {
    return (bytes.u8(3) & 0x10) != 0;
  }

  int counter() {
    return bytes.u8(3) & 0x0F;
  }

  int adaptationFlags() {
    return (bytes.u8(3) & 0x20) == 0 || bytes.u8(4) == 0 ? 0 : bytes.u8(5);
  }

  boolean hasPcr() {
    return (adaptationFlags() & 0x10) != 0;
  }

  long pcr() {
    return bytes.u32(6) << 1 | bytes.u8(10) >> 7;
  }

  Bytes payload() {
    if (!hasPayload()) {
      return Bytes.EMPTY;
    }
    return bytes.slice((bytes.u8(3) & 0x20) == 0 ? 4 : 5 + bytes.u8(4));
  }
}
