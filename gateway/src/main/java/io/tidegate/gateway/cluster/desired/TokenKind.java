package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.store.AccountDocuments;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// API tokens by id, with the hash of their secret.
final class TokenKind implements StoredKind {
  private final AccountStore store;

  TokenKind(AccountStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return AccountStore.TOKENS;
  }

  /// As [UserKind] has said: they are in one store.
  @Override
  public void agree(Agreement with) {
    store.agree(with);
  }

  @Override
  public boolean isTold() {
    return false;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store.directory().tokens().forEach((id, token) -> stored.put(id, AccountDocuments.of(token)));
    return stored;
  }

  @Override
  public Set<String> unreadable() {
    return Set.of();
  }

  @Override
  public String canonical(String body) throws StateRefusedException {
    return AccountDocuments.of(StoredKind.read(() -> AccountDocuments.token("any", body, null)));
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    StoredKind.await(
        store.change(
            StoredKind.who(records.getFirst()),
            all -> {
              Directory after = all;
              for (StateRecord record : records) {
                after = with(after, record);
              }
              return new Outcome<>(after, true);
            }));
  }

  private static Directory with(Directory all, StateRecord record) throws StoreException {
    String id = record.id().key();
    if (record.deleted()) {
      return all.withoutToken(id);
    }
    ApiToken before = all.tokens().get(id);
    try {
      ApiToken token = StoredKind.read(() -> AccountDocuments.token(id, record.body(), before));
      boolean isTaken =
          all.tokens().values().stream()
              .anyMatch(other -> !other.id().equals(id) && other.hash().equals(token.hash()));
      if (isTaken) {
        throw StoreException.conflict("another token has its secret");
      }
      return all.with(token);
    } catch (StateRefusedException unknown) {
      throw StoreException.conflict(String.valueOf(unknown.getMessage()));
    }
  }
}
