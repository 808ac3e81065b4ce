package io.tidegate.media;

/// What was wrong with bytes that could not be used; the label of the counters.
public enum Reason {
  /// The input ends inside a structure.
  TRUNCATED,
  /// A length field is over its limit or points outside its container.
  BAD_LENGTH,
  /// A field has a value that its standard forbids.
  BAD_VALUE,
  /// A start code, sync byte or magic is missing.
  LOST_SYNC,
  /// A checksum does not match.
  BAD_CHECKSUM,
  /// A counter skipped: something was lost on the way.
  GAP,
  /// It came after its time, or out of order.
  OUT_OF_ORDER,
  /// It refers to something that never came, such as a parameter set.
  MISSING_REFERENCE,
  /// More than a limit of ours allows.
  LIMIT,
  /// A valid coding that Tidegate does not carry.
  UNSUPPORTED
}
