package io.tidegate.srt.packet;

/// A version of SRT as handshakes carry it: 0x010501 is 1.5.1. Immutable.
///
/// @param number the three bytes
public record SrtVersion(int number) {
  public int major() {
    return number >>> 16 & 0xFF;
  }

  public int minor() {
    return number >>> 8 & 0xFF;
  }

  public int patch() {
    return number & 0xFF;
  }

  @Override
  public String toString() {
    return major() + "." + minor() + "." + patch();
  }
}
