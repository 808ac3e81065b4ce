package io.tidegate.gateway.storage.s3;

/// How a file is cut into parts. Immutable.
///
/// @param bytes of the file
/// @param partBytes of each part but the last
record PartPlan(long bytes, long partBytes) {
  /// "Amazon S3 multipart upload limits".
  static final int MAX_PARTS = 10_000;

  private static final long STEP = 1 << 20;

  /// Of the wanted size, or of larger ones where there would be too many.
  static PartPlan of(long bytes, long wanted) {
    long least = Math.ceilDiv(bytes, (long) MAX_PARTS);
    return new PartPlan(bytes, least <= wanted ? wanted : Math.ceilDiv(least, STEP) * STEP);
  }

  int count() {
    return (int) Math.max(1, Math.ceilDiv(bytes, partBytes));
  }

  /// @param number from 1
  long from(int number) {
    return (number - 1) * partBytes;
  }

  long bytes(int number) {
    return Math.min(partBytes, bytes - from(number));
  }
}
