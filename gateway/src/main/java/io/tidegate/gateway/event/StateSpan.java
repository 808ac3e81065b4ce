package io.tidegate.gateway.event;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// For how long something was in a state. Immutable.
///
/// @param kind of [Event]
/// @param subject of [Event]
/// @param was the state before, empty where it is new
/// @param until null while it lasts
/// @param who brought it about, empty where nobody did
/// @param detail why, in words
public record StateSpan(
    String kind,
    String subject,
    String state,
    String was,
    Instant since,
    @Nullable Instant until,
    String who,
    String detail) {
  /// What is not there: a stream that nobody publishes.
  public static final String ABSENT = "absent";

  /// The gateway between its stop and its start.
  public static final String STOPPED = "stopped";

  private static final String SERVER = "server";
  private static final String STREAM = "stream";

  /// What happened to one key, as states with a length. The newest first.
  ///
  /// A state ends with the next move of the same subject, and with the gateway: after a stop, or a
  /// power cut, everything begins anew.
  ///
  /// @param events of the key and of the server, the oldest first
  public static List<StateSpan> of(List<Event> events) {
    Map<Event.Subject, StateSpan> open = new LinkedHashMap<>();
    List<StateSpan> spans = new ArrayList<>();
    for (Event event : events) {
      if (event.kind().equals(SERVER)) {
        open.values().forEach(span -> spans.add(span.endedAt(event.at())));
        open.clear();
      }
      Event.Subject subject = new Event.Subject(event.kind(), "", event.subject());
      StateSpan before = open.remove(subject);
      if (before != null) {
        spans.add(before.endedAt(event.at()));
      }
      String state = state(event);
      if (!state.isEmpty()) {
        open.put(subject, begun(event, state));
      }
    }
    spans.addAll(open.values());
    spans.sort(Comparator.comparing(StateSpan::since).reversed());
    return spans;
  }

  private static String state(Event event) {
    if (!event.to().isEmpty()) {
      return event.to();
    }
    return switch (event.kind()) {
      case SERVER -> STOPPED;
      case STREAM -> ABSENT;
      default -> "";
    };
  }

  private static StateSpan begun(Event event, String state) {
    return new StateSpan(
        event.kind(),
        event.subject(),
        state,
        event.from(),
        event.at(),
        null,
        event.who(),
        event.detail());
  }

  private StateSpan endedAt(Instant end) {
    return new StateSpan(kind, subject, state, was, since, end, who, detail);
  }

  /// Whether some of it was in that time.
  public boolean overlaps(Instant from, Instant to) {
    return since.isBefore(to) && (until == null || until.isAfter(from));
  }
}
