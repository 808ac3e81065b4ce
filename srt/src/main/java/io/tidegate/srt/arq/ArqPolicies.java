package io.tidegate.srt.arq;

import java.util.List;

/// The policies that a route can name. Any thread.
public final class ArqPolicies {
  private ArqPolicies() {}

  /// Names in the order of the documentation.
  public static final List<String> NAMES =
      List.of(StockPolicy.NAME, DeadlinePolicy.NAME, ArticlePolicy.NAME);

  /// A new instance for one peer and direction.
  ///
  /// @throws IllegalArgumentException when `name` is not one of [#NAMES]
  public static ArqPolicy of(String name) {
    return switch (name) {
      case StockPolicy.NAME -> new StockPolicy();
      case DeadlinePolicy.NAME -> new DeadlinePolicy();
      case ArticlePolicy.NAME -> new ArticlePolicy();
      default -> throw new IllegalArgumentException("no such policy: " + name);
    };
  }
}
