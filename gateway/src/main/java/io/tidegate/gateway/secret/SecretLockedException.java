package io.tidegate.gateway.secret;

/// A secret cannot be stored, as the key that the others are sealed under is not here. The message
/// is one line for the operator; nothing was changed.
public final class SecretLockedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretLockedException(String message) {
    super(message);
  }
}
