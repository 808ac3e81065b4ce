package io.tidegate.gateway;

import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.history.StatisticsHistory;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.gateway.store.HistoryFile;
import io.tidegate.gateway.store.MarkLog;
import io.tidegate.gateway.store.RouteChange;
import io.tidegate.gateway.store.RouteDelta;
import io.tidegate.gateway.store.SessionLog;
import io.tidegate.gateway.store.StatisticsLog;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.gateway.web.EventsApi;
import io.tidegate.gateway.web.HistoryApi;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.gateway.web.PastApi;
import io.tidegate.gateway.web.RoutesApi;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// What has happened here, and how streams went: as it is kept in `history.db`, and for those who
/// watch. Any thread.
///
/// 1. [#open], then [#start];
/// 2. [#mount] on each router;
/// 3. [#close].
final class HistoryPlane implements AutoCloseable {
  private final HistoryFile file;
  private final EventLog events;
  private final SessionLog sessions;
  private final StatisticsLog minutes;
  private final StatisticsHistory statistics;
  private final Chronicle chronicle;
  private final LiveBoard board;

  /// Null before [#follow].
  private volatile @Nullable MarkLog marks;

  private final AtomicInteger watchers = new AtomicInteger();

  private HistoryPlane(HistoryFile file, LiveViews views) throws StoreException {
    this.file = file;
    this.events = EventLog.on(file, Clock.systemUTC());
    this.sessions = SessionLog.on(file, Clock.systemUTC());
    this.minutes = StatisticsLog.on(file, Clock.systemUTC());
    this.statistics = new StatisticsHistory(minutes);
    this.chronicle = new Chronicle(events, sessions, views, statistics);
    this.board = chronicle.board();
  }

  static HistoryPlane open(Path folder, LiveViews views) throws StoreException {
    return new HistoryPlane(HistoryFile.open(folder.resolve("history.db")), views);
  }

  Chronicle chronicle() {
    return chronicle;
  }

  EventLog events() {
    return events;
  }

  /// Tells whoever watches of each new mark, and keeps them over restarts.
  void follow(Marks set) {
    marks = MarkLog.on(file, set, Clock.systemUTC());
    set.observe(chronicle::marked);
  }

  void start() {
    chronicle.note(Subject.of("server", ""), new Move("", "started", "", Main.version()));
    board.start();
  }

  /// Takes down what has changed of the routes, which are `now` as the table says.
  void changed(RouteChange change, RouteTable now) {
    for (RouteDelta delta : change.deltas()) {
      RouteEntry entry = now.entries().get(StreamKey.parsePattern(delta.key()));
      JsonObject fields = entry == null ? null : RoutesApi.json(entry);
      board.tell(new EntityId("route", delta.key()), fields);
      chronicle.note(
          Subject.of("route", delta.key()),
          new Move(
              delta.before() == null ? "" : "stored",
              delta.after() == null ? "" : "stored",
              change.who(),
              change.action() + ", version " + change.version()));
    }
  }

  /// Once for the disk, whatever it does not take.
  @Nullable
  String problem() {
    MarkLog kept = marks;
    String unkept = kept == null ? null : kept.problem();
    return Stream.of(events.problem(), sessions.problem(), minutes.problem(), unkept)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  void mount(Router router, Vertx vertx) {
    Clock clock = Clock.systemUTC();
    new PastApi(events, sessions, clock).mount(router);
    new EventsApi(events, board, vertx, watchers).mount(router);
    new HistoryApi(statistics, board::execute, clock).mount(router);
  }

  @Override
  public void close() {
    board.execute(statistics::close);
    board.close();
    events.add(Subject.of("server", ""), new Move("started", "", "", "stopped"));
    file.close();
  }
}
