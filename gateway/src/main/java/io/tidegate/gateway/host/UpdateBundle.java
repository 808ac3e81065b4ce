package io.tidegate.gateway.host;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/// The head of an update's file, whose signature holds. Immutable.
///
/// The file is three lines and what they describe: `tidegate-update 1`; the Ed25519 signature (RFC
/// 8032) of the third line without its end, in Base64; one JSON object; the bytes of a package or
/// an image. The object has their number and SHA-256, so that nothing of them is looked at, let
/// alone unpacked, before both are right.
///
/// @param kind `deb` or `image`
/// @param arch as Debian writes it, or `all`
/// @param schema of what the version stores; one with a lower number cannot read it
/// @param bytes of what follows the head
/// @param sha256 of them, 64 figures
record UpdateBundle(
    String kind, String version, String arch, int schema, long bytes, String sha256) {
  static final String MAGIC = "tidegate-update 1";

  /// An image for both slots of an appliance is a third of it.
  static final long MOST_BYTES = 2L << 30;

  private static final int MOST_LINE = 4 << 10;
  private static final Set<String> KINDS = Set.of("deb", "image");
  private static final Set<String> MEMBERS =
      Set.of("kind", "version", "arch", "schema", "bytes", "sha256");

  /// @param in is left where the bytes begin
  static UpdateBundle read(InputStream in, PublicKey key) throws HostException {
    try {
      if (!line(in).equals(MAGIC)) {
        throw wrong("is no update of Tidegate");
      }
      byte[] signature = Base64.getDecoder().decode(line(in));
      String manifest = line(in);
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(manifest.getBytes(StandardCharsets.UTF_8));
      if (!check.verify(signature)) {
        throw wrong("is not signed by the key of this machine's releases");
      }
      return of(new JsonObject(manifest));
    } catch (IllegalArgumentException | GeneralSecurityException notOne) {
      throw wrong("is not signed");
    } catch (DecodeException notJson) {
      throw wrong("does not say what it is");
    } catch (IOException cut) {
      throw wrong("is cut off");
    }
  }

  private static UpdateBundle of(JsonObject json) throws HostException {
    HostRequest manifest = new HostRequest(json, "bundle.").only(MEMBERS);
    String kind = manifest.text("kind", 10);
    String version = manifest.text("version", 60);
    String arch = manifest.text("arch", 10);
    String sha256 = manifest.text("sha256", 64);
    boolean isBytes = json.getValue("bytes") instanceof Number number && number.longValue() > 0;
    if (!KINDS.contains(kind)
        || !version.matches("[0-9A-Za-z][0-9A-Za-z.+:~-]*")
        || !sha256.matches("[0-9a-f]{64}")
        || !isBytes
        || json.getLong("bytes") > MOST_BYTES) {
      throw wrong("does not say what it is");
    }
    int schema = manifest.number("schema", 0, Integer.MAX_VALUE, 0);
    return new UpdateBundle(kind, version, arch, schema, json.getLong("bytes"), sha256);
  }

  /// Copies what follows the head, and nothing that is other than the head says.
  void copy(InputStream in, OutputStream out) throws HostException, IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has it", missing);
    }
    DigestOutputStream summed = new DigestOutputStream(out, digest);
    byte[] piece = new byte[1 << 16];
    long left = bytes;
    while (left > 0) {
      int read = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (read < 0) {
        throw wrong("is cut off");
      }
      summed.write(piece, 0, read);
      left -= read;
    }
    boolean isWhole = HexFormat.of().formatHex(digest.digest()).equals(sha256) && in.read() < 0;
    if (!isWhole) {
      throw wrong("was damaged on its way");
    }
  }

  JsonObject json() {
    return new JsonObject()
        .put("kind", kind)
        .put("version", version)
        .put("schema", schema)
        .put("bytes", bytes);
  }

  /// The key of a PEM file, `openssl pkey -pubout`; RFC 8410.
  static PublicKey key(String pem) throws HostException {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException | GeneralSecurityException notOne) {
      throw HostException.failed("release.pub is no Ed25519 key");
    }
  }

  private static String line(InputStream in) throws IOException, HostException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\n') {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.length() == MOST_LINE || next > 0x7e || next < 0x20) {
        throw wrong("is no update of Tidegate");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private static HostException wrong(String what) {
    return HostException.invalid("bundle", "the file " + what);
  }
}
