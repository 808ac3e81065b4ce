package io.tidegate.gateway.tls;

import io.tidegate.media.Nullable;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Who the server is, as of now: a new handshake takes the newest [Identity], one that is under way
/// keeps the one it began with, and connections that stand are not touched. Any thread.
final class NewestKeyManager extends X509ExtendedKeyManager {
  /// A handshake takes some round trips, a renewal comes every few weeks.
  private static final int KEPT = 4;

  private final Map<String, Identity> byAlias = new ConcurrentHashMap<>();
  private final Deque<String> aliases = new ArrayDeque<>();
  private volatile String newest = "";
  private int last;

  /// One thread at a time.
  void put(Identity identity) {
    String alias = Integer.toString(++last);
    byAlias.put(alias, identity);
    aliases.add(alias);
    newest = alias;
    if (aliases.size() > KEPT) {
      byAlias.remove(aliases.removeFirst());
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    String alias = newest;
    Identity identity = byAlias.get(alias);
    // EC_RSA is an EC key that an RSA key has signed
    String wanted = keyType.split("_", 2)[0];
    return identity != null && identity.key().getAlgorithm().equals(wanted) ? alias : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseEngineServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Identity identity = byAlias.get(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Identity identity = byAlias.get(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null; // a server's
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
