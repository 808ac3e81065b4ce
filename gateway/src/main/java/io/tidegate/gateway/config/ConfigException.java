package io.tidegate.gateway.config;

/// The configuration is wrong. The message is one line for the operator: where, which key, what was
/// expected.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
