package io.tidegate.rtsp.sdp;

/// Small numbers out of a peer's text.
final class Numbers {
  /// Digits of the largest number that surely fits an int.
  private static final int MAX_DIGITS = 9;

  private Numbers() {}

  /// The digits that `text` starts with, as a number; -1 when there are none, or too many.
  static int parse(String text) {
    int length = 0;
    int value = 0;
    while (length < text.length() && text.charAt(length) >= '0' && text.charAt(length) <= '9') {
      if (length == MAX_DIGITS) {
        return -1;
      }
      value = 10 * value + text.charAt(length) - '0';
      length++;
    }
    return length == 0 ? -1 : value;
  }
}
