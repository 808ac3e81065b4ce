package io.tidegate.gateway.store;

import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// One thing that somebody did, or was refused, linked to the one before it. Immutable.
///
/// The hash is SHA-256 over the hash before, a line feed, and the fields as a JSON array in the
/// order of this record, times in milliseconds since 1970: any tool can follow the chain.
///
/// @param number rises by one
/// @param at milliseconds
/// @param who the caller's name as it was known, empty for none
/// @param remote where the call came from
/// @param method of the call
/// @param path of the call, without its query, which may hold secrets
/// @param status of the answer
/// @param before hash of the entry before, [#NONE] of the first
/// @param hash of this one, 64 hexadecimal digits
public record AuditEntry(
    long number,
    Instant at,
    String who,
    String remote,
    String method,
    String path,
    int status,
    String before,
    String hash) {
  /// What the first entry stands after.
  static final String NONE = "0".repeat(64);

  /// What is to be noted, before it has its place in the chain.
  public record Act(Instant at, String who, String remote, String method, String path, int status) {
    /// Whether nobody knows who it was: no credentials, wrong ones, too many guesses.
    boolean isOfStranger() {
      return status == 401 || status == 429;
    }
  }

  /// The entry that comes after the one with this number and hash.
  static AuditEntry after(long number, String hash, Act act) {
    AuditEntry open =
        new AuditEntry(
            number + 1,
            act.at(),
            act.who(),
            act.remote(),
            act.method(),
            act.path(),
            act.status(),
            hash,
            "");
    return open.with(open.computed());
  }

  private AuditEntry with(String computed) {
    return new AuditEntry(number, at, who, remote, method, path, status, before, computed);
  }

  /// Whether its fields are what its hash was made of.
  boolean isSound() {
    return computed().equals(hash);
  }

  private String computed() {
    JsonArray fields = new JsonArray();
    fields.add(number).add(at.toEpochMilli()).add(who).add(remote);
    fields.add(method).add(path).add(status);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((before + "\n" + fields.encode()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
