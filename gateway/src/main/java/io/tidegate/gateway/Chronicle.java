package io.tidegate.gateway;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.event.LiveBoard;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import io.tidegate.gateway.event.Retries;
import io.tidegate.gateway.history.StatisticsHistory;
import io.tidegate.gateway.mark.Mark;
import io.tidegate.gateway.store.EventLog;
import io.tidegate.gateway.store.SessionLog;
import io.tidegate.gateway.web.AlarmsApi;
import io.tidegate.gateway.web.LiveViews;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Takes down what happens, and tells those who watch. Any thread; nothing here waits.
final class Chronicle {
  private static final String WORKS = SessionState.STREAMING.label();

  private final EventLog events;
  private final SessionLog sessions;
  private final LiveBoard board;
  private final Retries retries = new Retries(System::nanoTime);
  private final List<Consumer<Event>> observers = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<Alarm, Boolean>> alarmObservers = new CopyOnWriteArrayList<>();

  Chronicle(EventLog events, SessionLog sessions, LiveViews views, StatisticsHistory statistics) {
    this.events = events;
    this.sessions = sessions;
    this.board =
        new LiveBoard(new LiveBoard.Views(views::entities, views.sampler(statistics), this::moved));
  }

  LiveBoard board() {
    return board;
  }

  /// @param happened hears of each event from here on; must not wait
  /// @param alarmed gets each alarm, and whether it was raised or is over; must not wait
  void observe(Consumer<Event> happened, BiConsumer<Alarm, Boolean> alarmed) {
    observers.add(happened);
    alarmObservers.add(alarmed);
  }

  void note(Subject subject, Move move) {
    Event event = events.add(subject, move);
    board.happened(event);
    observers.forEach(observer -> observer.accept(event));
  }

  /// Tells those who watch; marks have a list of their own. On any thread.
  void marked(Mark mark) {
    Mark.Finding found = mark.finding();
    Double confidence = found.confidence();
    String sure = confidence == null ? "" : " " + confidence;
    String detail = (found.label() + sure).strip();
    Subject subject = new Subject("mark", mark.key().toString(), Long.toString(mark.id()));
    board.happened(events.passing(subject, new Move("", found.kind(), mark.by(), detail)));
  }

  /// On the alarms' thread.
  void alarmed(Alarm alarm, boolean raised) {
    alarmObservers.forEach(observer -> observer.accept(alarm, raised));
    String of = alarm.subject();
    String key = of.contains("/") ? of.replaceFirst(" .*", "") : "";
    Subject subject = new Subject("alarm", key, alarm.kind().label() + " " + of);
    String words =
        alarm.count() > 1 ? alarm.message() + ", time " + alarm.count() : alarm.message();
    note(
        subject,
        raised ? new Move("", "raised", "", words) : new Move("raised", "", "", alarm.message()));
  }

  /// On the alarms' thread.
  void shown(Alarm alarm, boolean open) {
    EntityId id = new EntityId("alarm", Long.toString(alarm.id()));
    board.tell(id, open ? AlarmsApi.json(alarm) : null);
  }

  /// On any thread. What the board finds of publishers comes later and has no reason.
  void ended(SessionView session) {
    sessions.add(session);
    CloseReason reason = session.closeReason();
    boolean lostItsRight = reason == CloseReason.EXPIRED || reason == CloseReason.REVOKED;
    if (session.kind() == SessionView.Kind.PUBLISHER || lostItsRight) {
      long seconds = Duration.between(session.since(), Instant.now()).toSeconds();
      String detail =
          "%s after %d s, %d bytes by %s from %s"
                  .formatted(
                      SessionLog.words(session.closeReason()),
                      seconds,
                      session.bytes(),
                      session.protocol().label(),
                      session.remote())
              + (session.user().isEmpty() ? "" : ", as " + session.user());
      String key = session.key() == null ? "" : session.key().toString();
      note(
          new Subject(session.kind().label(), key, session.id()),
          new Move(session.state().label(), "", "", detail));
    }
  }

  /// On the board's thread.
  private void moved(EntityId of, @Nullable JsonObject before, @Nullable JsonObject after) {
    String from = state(before);
    String to = state(after);
    JsonObject present = after == null ? before : after;
    boolean told = of.entity().equals("publisher") && after == null;
    if (present != null && !from.equals(to) && !told) {
      String key = present.getString("key", "");
      // of what works again it is an old one
      String failure = to.equals(WORKS) ? "" : present.getString("lastFailure", "");
      String detail = failure.isEmpty() ? present.getString("protocol", "") : failure;
      if (of.entity().equals("port")) {
        detail = (of.id() + " " + present.getString("problem", "")).strip();
      }
      Subject subject = new Subject(of.entity(), key == null ? "" : key, of.id());
      Move move = new Move(from, to, "", detail);
      if (retries.isNews(of, move)) {
        note(subject, move);
      } else {
        board.happened(events.passing(subject, move));
      }
    }
  }

  private static String state(@Nullable JsonObject fields) {
    return fields == null ? "" : fields.getString("state", "");
  }
}
