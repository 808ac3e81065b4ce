package io.tidegate.media;

/// How the lines of a picture were taken: all at one moment, or those of every second line a field
/// later.
public enum ScanType {
  /// Nothing said so far.
  UNKNOWN("unknown"),
  PROGRESSIVE("progressive"),
  /// The upper field is the earlier one.
  TOP_FIELD_FIRST("interlaced, top field first"),
  BOTTOM_FIELD_FIRST("interlaced, bottom field first"),
  /// Interlaced, and the bitstream does not tell which field is the earlier.
  INTERLACED("interlaced");

  private final String words;

  ScanType(String words) {
    this.words = words;
  }

  /// How people read it.
  public String words() {
    return words;
  }

  /// Whether a screen shows combs unless somebody deinterlaces.
  public boolean isInterlaced() {
    return switch (this) {
      case TOP_FIELD_FIRST, BOTTOM_FIELD_FIRST, INTERLACED -> true;
      case UNKNOWN, PROGRESSIVE -> false;
    };
  }

  /// Of pictures that are interlaced for certain.
  public static ScanType fields(boolean topFirst) {
    return topFirst ? TOP_FIELD_FIRST : BOTTOM_FIELD_FIRST;
  }
}
