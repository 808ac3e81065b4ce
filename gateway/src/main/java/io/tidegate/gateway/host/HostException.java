package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import java.util.Locale;

/// Why the machine was not changed, in words for people. Immutable.
public final class HostException extends Exception {
  private static final long serialVersionUID = 1;

  /// What kind of refusal it is.
  public enum Kind {
    /// What was asked for is wrong, at [#field].
    INVALID,
    /// It is right, but not now.
    CONFLICT,
    /// This machine lacks what it takes.
    UNAVAILABLE,
    /// It was tried.
    FAILED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String label) {
      for (Kind kind : values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      return FAILED;
    }
  }

  private final Kind kind;
  private final @Nullable String field;

  HostException(Kind kind, @Nullable String field, String detail) {
    super(detail);
    this.kind = kind;
    this.field = field;
  }

  /// @param field the member of the request, `links[0].gateways`
  static HostException invalid(String field, String detail) {
    return new HostException(Kind.INVALID, field, detail);
  }

  static HostException conflict(String detail) {
    return new HostException(Kind.CONFLICT, null, detail);
  }

  static HostException unavailable(String detail) {
    return new HostException(Kind.UNAVAILABLE, null, detail);
  }

  static HostException failed(String detail) {
    return new HostException(Kind.FAILED, null, detail);
  }

  public Kind kind() {
    return kind;
  }

  /// Null but for [Kind#INVALID].
  public @Nullable String field() {
    return field;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
