package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The send time inside a video frame: an H.264 SEI message of type 5 (user data unregistered)
/// whose UUID is the text `GWLATENCYSTAMP01`, then 16 hexadecimal digits of wall-clock microseconds
/// and 8 of the frame number. ISO/IEC 14496-10 §D.1.7. It has no byte that needs emulation
/// prevention.
final class Stamp {
  private static final byte[] UUID = "GWLATENCYSTAMP01".getBytes(US_ASCII);
  private static final int DIGITS = 24;

  /// A stamp is among the first NAL units.
  private static final int SEARCHED_BYTES = 256;

  private Stamp() {}

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /// The SEI after its length, with zeros to be overwritten by [#write].
  static Bytes placeholder() {
    ByteWriter out = new ByteWriter(48);
    out.u32(3 + UUID.length + DIGITS + 1);
    out.u8(6).u8(5).u8(UUID.length + DIGITS);
    out.write(UUID, 0, UUID.length).fill('0', DIGITS).u8(0x80);
    return out.toBytes();
  }

  /// Where the digits are, negative without a stamp.
  static int find(Bytes body) {
    int last = Math.min(SEARCHED_BYTES, body.length() - UUID.length - DIGITS);
    for (int at = 0; at < last; at++) {
      if (matches(body, at)) {
        return at + UUID.length;
      }
    }
    return -1;
  }

  static void write(byte[] target, int at, long micros, int number) {
    byte[] digits = "%016x%08x".formatted(micros, number).getBytes(US_ASCII);
    System.arraycopy(digits, 0, target, at, DIGITS);
  }

  static long micros(Bytes body, int at) {
    return Long.parseLong(new String(body.slice(at, 16).toByteArray(), US_ASCII), 16);
  }

  private static boolean matches(Bytes body, int at) {
    for (int i = 0; i < UUID.length; i++) {
      if (body.u8(at + i) != UUID[i]) {
        return false;
      }
    }
    return true;
  }
}
