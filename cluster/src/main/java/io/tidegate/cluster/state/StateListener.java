package io.tidegate.cluster.state;

/// Hears what becomes of records. Told on the thread of [SharedState], which may wait.
public interface StateListener {
  /// An edit that was made at this node did not stand against one that did not know of it.
  void lost(StateRecord lost, StateRecord winner);

  /// A rule of this node is against a record. Told once for each reason.
  void refused(StateRecord record, String why);

  /// A record of another node holds here.
  void applied(StateRecord record);
}
