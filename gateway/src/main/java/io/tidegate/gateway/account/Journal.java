package io.tidegate.gateway.account;

import io.tidegate.gateway.event.Event;

/// Takes down what happens to users, tokens and log-ins. Any thread; must not block.
@FunctionalInterface
public interface Journal {
  void note(Event.Subject subject, Event.Move move);
}
