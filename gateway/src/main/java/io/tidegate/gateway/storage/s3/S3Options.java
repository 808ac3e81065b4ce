package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.config.Token;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// A bucket, and how it is used. Immutable; prints no secret.
///
/// @param bucket where it is
/// @param keys who signs
/// @param authorities PEM certificates to trust, null for those that Java trusts
public record S3Options(Bucket bucket, Keys keys, @Nullable Path authorities, Transfers transfers) {
  /// Names of keys have 1,024 bytes, paths up to 800 of them.
  public static final int MAX_PREFIX = 200;

  /// @param endpoint `http` or `https`, a host, perhaps a port, nothing else
  /// @param prefix of all keys, empty or ending in a slash
  /// @param pathStyle the bucket in the path, else before the host
  public record Bucket(
      URI endpoint, String region, String name, String prefix, boolean pathStyle) {}

  /// What signs.
  public record Keys(String access, Token secret) {}

  /// How to compare what lies there with what was sent.
  public enum Checksum {
    /// The entity tag is the MD5 of what was sent, or of the parts' MD5s, with their number.
    ETAG,
    /// The server tells the SHA-256 of what it has: for tags that are no MD5, as with SSE-KMS.
    SHA256,
    /// The server compares each part's MD5 as it comes, and we the size of the whole.
    SIZE
  }

  /// @param partSize of all parts but the last, [#MIN_PART] to [#MAX_PART]; files of up to one part
  ///   go in one piece
  /// @param bandwidth bytes a second of all uploads together, null for no limit
  /// @param checksum how to compare
  /// @param presign how long signed addresses are good for where nobody says, up to [#MAX_PRESIGN]
  /// @param stall without any progress for so long a transfer is broken off
  public record Transfers(
      DataSize partSize,
      @Nullable DataSize bandwidth,
      Checksum checksum,
      Duration presign,
      Duration stall) {
    /// The least that S3 takes of a part that is not the last.
    public static final DataSize MIN_PART = DataSize.ofMegabytes(5);

    public static final DataSize MAX_PART = DataSize.ofMegabytes(64);

    /// With sixteen uploads each still moves every few seconds.
    public static final DataSize MIN_BANDWIDTH = DataSize.ofKilobytes(64);

    /// SigV4 signs for no longer.
    public static final Duration MAX_PRESIGN = Duration.ofDays(7);

    public static final Transfers USUAL =
        new Transfers(
            DataSize.ofMegabytes(16),
            null,
            Checksum.ETAG,
            Duration.ofHours(1),
            Duration.ofSeconds(60));
  }

  /// The same with another secret.
  public S3Options withSecret(Token secret) {
    return new S3Options(bucket, new Keys(keys.access(), secret), authorities, transfers);
  }
}
