package io.tidegate.gateway.alarm;

import java.util.List;

/// Keeps open alarms over a restart. Called on the alarms' thread; must not wait.
public interface AlarmMemory {
  /// Those that were open.
  List<Alarm> open();

  /// It is open, or taken on, or snoozed, from here on.
  void keep(Alarm alarm);

  /// It is over.
  void forget(Alarm alarm);
}
