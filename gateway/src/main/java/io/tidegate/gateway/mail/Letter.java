package io.tidegate.gateway.mail;

/// What is written to somebody. Immutable.
///
/// @param subject one line
/// @param text lines
public record Letter(String subject, String text) {
  /// Longer ones are cut by programs that show lists.
  private static final int MAX_SUBJECT = 150;

  private static final int MAX_TEXT = 100_000;

  public Letter {
    // what comes from strangers stays in its place
    subject = cut(subject.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " "), MAX_SUBJECT);
    text = cut(text.replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\n]]+", " "), MAX_TEXT);
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }
}
