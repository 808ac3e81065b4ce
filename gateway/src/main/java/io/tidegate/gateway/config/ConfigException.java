package io.tidegate.gateway.config;

/// The configuration is wrong. The message is one line for the operator: where, which key, what was
/// expected.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message control characters of it, which come from what was read, are shown as `?`
  public ConfigException(String message) {
    super(message.replaceAll("\\p{Cntrl}", "?"));
  }
}
