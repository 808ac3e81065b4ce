package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.member.SharedRecords;
import io.tidegate.cluster.state.Agreed;
import io.tidegate.cluster.state.NotAgreedException;
import io.tidegate.cluster.state.SharedState;
import io.tidegate.cluster.state.StateListener;
import io.tidegate.cluster.state.StateOptions;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateView;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.cluster.ClusterPart;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.DesiredStore;
import io.tidegate.gateway.store.RouteStore;
import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all nodes want is what this node's stores have: while it is a member, each change is asked
/// for at the others, and theirs are made here. Any thread; [#joined] and [#left] wait.
public final class DesiredState implements ClusterPart {
  private static final Logger log = LoggerFactory.getLogger(DesiredState.class);

  /// Of those that do not hold, enough to know where to look.
  private static final int MOST_NAMED = 3;

  private final Path folder;
  private final SecretBox box;
  private final List<StoredKind> kinds;
  private final Journal journal;
  private final Clock clock;
  private volatile @Nullable Running running;

  private record Running(SharedState state, DesiredStore store) {}

  /// What is spread.
  ///
  /// @param settings null where nothing of them is stored
  /// @param switches likewise
  public record Stores(
      RouteStore routes,
      Accounts accounts,
      SigningKeyStore keys,
      SpaceStore spaces,
      StorageBook storage,
      @Nullable SettingsBook settings,
      @Nullable FeatureBook switches) {
    private List<StoredKind> kinds() {
      List<StoredKind> kinds = new ArrayList<>();
      kinds.add(new UserKind(accounts.store()));
      kinds.add(new TokenKind(accounts.store()));
      kinds.add(new SigningKeyKind(keys));
      if (settings != null) {
        kinds.add(new SettingKind(settings));
      }
      if (switches != null) {
        kinds.add(new SwitchKind(switches));
      }
      kinds.add(new StorageKind(storage));
      kinds.add(new SpaceKind(spaces));
      kinds.add(new RouteKind(routes));
      return kinds;
    }
  }

  /// @param folder of the gateway's files
  /// @param box seals what is kept
  /// @param journal takes down what other nodes have changed, and what was lost
  public DesiredState(Path folder, SecretBox box, Stores stores, Journal journal, Clock clock) {
    this.folder = folder;
    this.box = box;
    this.kinds = stores.kinds();
    this.journal = journal;
    this.clock = clock;
  }

  @Override
  public void joined(ClusterNode node) {
    try {
      SharedState state = open(node.number(), member(node), () -> node.known().size() == 1);
      state.connect(new SharedRecords(node.membership()));
    } catch (IOException disk) {
      throw new UncheckedIOException("what the nodes want is not kept: " + disk.getMessage(), disk);
    }
  }

  private static String member(ClusterNode node) {
    return node.known().stream()
        .filter(peer -> peer.number() == node.number())
        .map(Peer::id)
        .findFirst()
        .orElse("");
  }

  SharedState open(int number, String member, BooleanSupplier mayBegin) throws IOException {
    DesiredStore store = DesiredStore.open(folder, box);
    SharedState state;
    try {
      state =
          SharedState.open(
              new StateOptions(number, member, store, mayBegin, clock),
              List.copyOf(kinds),
              new Told());
    } catch (IOException | RuntimeException failed) {
      store.close();
      throw failed;
    }
    running = new Running(state, store);
    kinds.forEach(kind -> kind.agree((of, who, changes) -> ask(state, of, who, changes)));
    return state;
  }

  private static Agreed ask(
      SharedState state, String kind, String who, Map<String, Optional<String>> changes)
      throws StoreException {
    try {
      return state.propose(kind, who, changes);
    } catch (NotAgreedException not) {
      String message = String.valueOf(not.getMessage());
      throw switch (not.reason()) {
        case STALE -> StoreException.stale(message);
        case BUSY -> StoreException.busy(message);
      };
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw StoreException.busy("the server is stopping");
    }
  }

  @Override
  public void left() {
    Running was = running;
    running = null;
    kinds.forEach(kind -> kind.agree(Agreement.ALONE));
    if (was != null) {
      was.state().close();
      was.store().close();
    }
  }

  /// Empty while this node is in no cluster.
  public Optional<StateView> view() {
    return Optional.ofNullable(running).map(now -> now.state().view());
  }

  /// What the others want and this node cannot do; null for nothing.
  public @Nullable String problem() {
    List<StateView.Refused> refused = view().map(StateView::refused).orElse(List.of());
    if (refused.isEmpty()) {
      return null;
    }
    List<String> first =
        refused.stream()
            .limit(MOST_NAMED)
            .map(one -> one.record().id() + ": " + one.why())
            .toList();
    return refused.size()
        + (refused.size() == 1 ? " change" : " changes")
        + " of other nodes cannot hold here: "
        + String.join("; ", first)
        + (refused.size() > MOST_NAMED ? " …" : "");
  }

  /// Takes down what becomes of records.
  private final class Told implements StateListener {
    @Override
    public void lost(StateRecord lost, StateRecord winner) {
      String detail =
          ("the edit by %s stood while the nodes were apart; %s has %s it meanwhile, which stands."
                  + " What was lost is in this node's history")
              .formatted(
                  lost.author(), StoredKind.who(winner), winner.deleted() ? "deleted" : "changed");
      log.warn("{}: {}", lost.id(), detail);
      journal.note(subject(lost), new Move("stored", "lost", lost.author(), detail));
    }

    @Override
    public void refused(StateRecord record, String why) {
      journal.note(
          subject(record),
          new Move("", "refused", StoredKind.who(record), "does not hold at this node: " + why));
    }

    @Override
    public void applied(StateRecord record) {
      boolean isTold =
          kinds.stream().anyMatch(kind -> kind.name().equals(record.id().kind()) && kind.isTold());
      if (!isTold) {
        journal.note(
            subject(record),
            new Move(
                record.deleted() ? "stored" : "",
                record.deleted() ? "" : "stored",
                StoredKind.who(record),
                record.deleted() ? "removed" : "changed"));
      }
    }

    private Subject subject(StateRecord record) {
      String kind = record.id().kind();
      String key = record.id().key();
      return kind.equals(RouteStore.KIND) ? Subject.of(kind, key) : new Subject(kind, "", key);
    }
  }
}
