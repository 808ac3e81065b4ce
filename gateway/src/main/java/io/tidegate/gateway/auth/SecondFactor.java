package io.tidegate.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A user's one-time passwords. Immutable; prints nothing of its secret.
///
/// @param secret in base32
/// @param lastStep of the last code that was taken: none before or at it is taken again
/// @param recovery hashes of the codes that are left for a lost telephone
public record SecondFactor(String secret, long lastStep, List<String> recovery) {
  static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_SIGNS = 16;

  public SecondFactor {
    recovery = List.copyOf(recovery);
  }

  /// New recovery codes, to be shown once.
  public static List<String> newRecoveryCodes() {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      codes.add(SecretText.typed(RECOVERY_SIGNS));
    }
    return codes;
  }

  /// Takes `code`, of the telephone or for recovery.
  ///
  /// @return what is left afterwards, empty when the code is wrong or was used
  public Optional<SecondFactor> take(String code, long nowSeconds) {
    String plain = Totp.plain(code);
    long step = Totp.stepOf(secret, plain, nowSeconds);
    if (step > lastStep) {
      return Optional.of(new SecondFactor(secret, step, recovery));
    }
    String hash = SecretText.hash(plain);
    if (!recovery.contains(hash)) {
      return Optional.empty();
    }
    List<String> left = new ArrayList<>(recovery);
    left.remove(hash);
    return Optional.of(new SecondFactor(secret, lastStep, left));
  }

  @Override
  public String toString() {
    return "SecondFactor[hidden]";
  }
}
