package io.tidegate.cluster.pki;

import io.tidegate.media.Nullable;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Shows the node's certificate, as server and as client, and its authority's behind it: who joins
/// knows the authority alone. A handshake that begins after a renewal shows the new one. Any
/// thread.
final class NodeKeys extends X509ExtendedKeyManager {
  private static final String ALIAS = "node";

  private final Supplier<Credentials> credentials;

  NodeKeys(Supplier<Credentials> credentials) {
    this.credentials = credentials;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Credentials now = credentials.get();
    return new X509Certificate[] {now.certificate(), now.authority()};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return credentials.get().key();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return type.startsWith("EC") ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(type, issuers, null);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    for (String type : types) {
      if (type.startsWith("EC")) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineClientAlias(types, issuers, null);
  }

  @Override
  public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }
}
