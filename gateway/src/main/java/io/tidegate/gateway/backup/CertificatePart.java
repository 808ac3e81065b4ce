package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The certificate that somebody has put in the place of the gateway's own, with its key. One that
/// signs itself is each machine's own; a backup without one takes none away.
final class CertificatePart implements BackupPart {
  private static final String OWN = "own";

  private final CertificateWatch certificates;

  CertificatePart(CertificateWatch certificates) {
    this.certificates = certificates;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.CERTIFICATE;
  }

  @Override
  public Map<String, String> stored() throws StoreException {
    try {
      CertificateWatch.Pair pair = certificates.foreign();
      return pair == null ? Map.of() : Map.of(OWN, document(pair));
    } catch (IOException | GeneralSecurityException unreadable) {
      throw StoreException.conflict("the certificate cannot be read: " + unreadable.getMessage());
    }
  }

  private static String document(CertificateWatch.Pair pair) {
    return new JsonObject().put("chain", pair.chain()).put("key", pair.key()).encode();
  }

  private static CertificateWatch.Pair pair(String document) {
    JsonObject json = new JsonObject(document);
    String chain = json.getString("chain");
    String key = json.getString("key");
    if (chain == null || key == null) {
      throw new IllegalArgumentException("no chain or no key");
    }
    return new CertificateWatch.Pair(chain, key);
  }

  @Override
  public @Nullable String problem() {
    return null; // its files say so when they are read
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(
        kind(),
        key,
        () -> {
          if (!key.equals(OWN)) {
            throw new IllegalArgumentException("no such certificate in this release");
          }
          CertificateWatch.Pair pair = pair(document);
          certificates.isOfToday(pair);
          return document(pair);
        });
  }

  @Override
  public Map<String, Why> kept(Request request) {
    if (!certificates.hasOwn()) {
      return Map.of(OWN, Why.FILE);
    }
    String wanted = request.content().things().getOrDefault(kind(), Map.of()).get(OWN);
    try {
      if (wanted == null) {
        return Map.of(OWN, Why.MACHINE);
      }
      return certificates.isOfToday(pair(wanted)) ? Map.of() : Map.of(OWN, Why.ENDED);
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException("was read before", bug);
    }
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    String document = changes.put().get(OWN);
    if (document == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("certificate")
        .start(() -> {
          CertificateWatch.Pair pair = pair(document);
          try {
            var _ = certificates.replaceOwn(pair.chain(), pair.key());
            done.complete(true);
          } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            done.completeExceptionally(
                StoreException.conflict("the certificate: " + failure.getMessage()));
          }
        });
    return done;
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return CompletableFuture.completedFuture(null);
  }
}
