package io.tidegate.rtsp.message;

import java.util.ArrayList;
import java.util.List;

/// `Digest realm="a", nonce="b", Basic realm="a"`: where one challenge ends and the next begins.
/// RFC 7235 §2.1.
final class ChallengeText {
  private ChallengeText() {}

  /// Each challenge by itself. A new one begins at a part whose first word is not followed by `=`.
  static List<String> split(String value) {
    List<String> challenges = new ArrayList<>();
    for (String part : Parameters.split(value, ',')) {
      if (part.isEmpty()) {
        continue;
      }
      if (startsChallenge(part) || challenges.isEmpty()) {
        challenges.add(part);
      } else {
        challenges.add(challenges.removeLast() + "," + part);
      }
    }
    return challenges;
  }

  private static boolean startsChallenge(String part) {
    int end = 0;
    while (end < part.length() && isTokenLetter(part.charAt(end))) {
      end++;
    }
    int next = end;
    while (next < part.length() && part.charAt(next) == ' ') {
      next++;
    }
    return end > 0 && (next == part.length() || part.charAt(next) != '=');
  }

  private static boolean isTokenLetter(char c) {
    return c == '-' || c == '_' || Character.isLetterOrDigit(c);
  }
}
