package io.tidegate.rtsp.rtp;

import io.tidegate.media.MediaTime;
import java.time.Instant;

/// A 64-bit NTP timestamp: seconds since 1900 and their 2^32nd parts. RFC 3550 §4. Immutable.
///
/// It wraps in 2036; a value without its top bit is taken to be after that, as RFC 4330 §3 says.
public record NtpTime(long bits) {
  /// What a sender without a clock of its own writes. RFC 3550 §6.4.1
  public static final NtpTime NONE = new NtpTime(0);

  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
  private static final long ERA_SECONDS = 1L << 32;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  public static NtpTime of(Instant instant) {
    long seconds = instant.getEpochSecond() + SECONDS_1900_TO_1970;
    long fraction = (((long) instant.getNano() << 32) + NANOS_PER_SECOND / 2) / NANOS_PER_SECOND;
    return new NtpTime((seconds << 32) + fraction);
  }

  public boolean isKnown() {
    return bits != 0;
  }

  /// Time since 1970.
  public MediaTime sinceEpoch() {
    long seconds = bits >>> 32;
    long era = seconds < ERA_SECONDS / 2 ? ERA_SECONDS : 0;
    long fraction = ((bits & 0xFFFF_FFFFL) * NANOS_PER_SECOND + (1L << 31)) >>> 32;
    return MediaTime.ofSeconds(era + seconds - SECONDS_1900_TO_1970).plus(new MediaTime(fraction));
  }

  public Instant instant() {
    return Instant.EPOCH.plusNanos(sinceEpoch().nanos());
  }

  /// The middle 32 bits, as reception reports repeat them. RFC 3550 §6.4.1, LSR
  public long middle() {
    return bits >>> 16 & 0xFFFF_FFFFL;
  }
}
