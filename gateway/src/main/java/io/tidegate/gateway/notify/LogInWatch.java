package io.tidegate.gateway.notify;

import io.tidegate.gateway.event.Event;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.KnownAddresses;
import java.util.function.BiConsumer;

/// Notes that somebody has logged in from where he never did. Any thread; never waits.
final class LogInWatch {
  /// How log-ins say from where.
  private static final String FROM = "from ";

  private final KnownAddresses known;
  private final BiConsumer<Subject, Move> journal;

  LogInWatch(KnownAddresses known, BiConsumer<Subject, Move> journal) {
    this.known = known;
    this.journal = journal;
  }

  /// One of all events.
  void happened(Event event) {
    boolean logIn = event.kind().equals("login") && event.to().equals("logged-in");
    if (!logIn || !event.detail().startsWith(FROM)) {
      return;
    }
    String host = event.detail().substring(FROM.length());
    var _ =
        known
            .isNews(event.who(), host)
            .thenAccept(news -> {
              if (news) {
                journal.accept(
                    new Subject("login", "", event.subject()),
                    new Move("logged-in", "new-address", event.who(), "new address " + host));
              }
            });
  }
}
