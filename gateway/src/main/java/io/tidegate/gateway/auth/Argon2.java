package io.tidegate.gateway.auth;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id of RFC 9106, version 1.3: what takes an attacker memory and time. Immutable.
///
/// @param memoryKb of heap while it runs, 8 for each lane at least
/// @param passes over that memory
/// @param lanes that could be computed side by side; here they are not
public record Argon2(int memoryKb, int passes, int lanes) {
  /// Of parameters that are read: whoever writes a file does not get to take all memory.
  public static final int MAX_MEMORY_KB = 256 << 10;

  public static final int MAX_PASSES = 16;
  public static final int MAX_LANES = 8;

  public Argon2 {
    if (memoryKb < 8 * lanes
        || memoryKb > MAX_MEMORY_KB
        || passes < 1
        || passes > MAX_PASSES
        || lanes < 1
        || lanes > MAX_LANES) {
      throw new IllegalArgumentException("parameters of a password hash are out of range");
    }
  }

  /// `length` bytes of a password; takes tens of milliseconds.
  public byte[] derive(String password, byte[] salt, int length) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKb)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] derived = new byte[length];
    argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), derived);
    return derived;
  }
}
