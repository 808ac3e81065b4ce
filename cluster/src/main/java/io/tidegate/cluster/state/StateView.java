package io.tidegate.cluster.state;

import java.util.List;

/// How a node stands to what all want. Immutable.
///
/// @param member whether it takes part; before, it has not met the others
/// @param connected whether others are told now
/// @param records that live
/// @param deletions that are remembered
/// @param pending that are to be done here
/// @param refused what rules of this node are against, in the order of the edits
/// @param counts since the start
public record StateView(
    boolean member,
    boolean connected,
    int records,
    int deletions,
    int pending,
    List<Refused> refused,
    Counts counts) {
  public StateView {
    refused = List.copyOf(refused);
  }

  /// @param why for operators
  public record Refused(StateRecord record, String why) {}

  /// @param agreed edits of this node that the others agreed to
  /// @param stale such that they did not
  /// @param arrived records of others that were news
  /// @param lost edits of this node that did not stand
  /// @param overflows when more arrived at once than is held; the rest was fetched later
  public record Counts(long agreed, long stale, long arrived, long lost, long overflows) {}
}
