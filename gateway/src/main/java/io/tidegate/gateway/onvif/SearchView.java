package io.tidegate.gateway.onvif;

import java.time.Instant;
import java.util.List;

/// How a search stands. Immutable.
///
/// @param running whether more may come
/// @param cameras in the order in which they answered
/// @param datagrams that came, whoever sent them
/// @param refused of them that were no answer at all
/// @param strangers of them that answered somebody else's question, or were no cameras
/// @param full whether more came than are taken; the search ended then
/// @param problems what could not be asked, and why
public record SearchView(
    String id,
    Instant began,
    boolean running,
    List<FoundCamera> cameras,
    int datagrams,
    int refused,
    int strangers,
    boolean full,
    List<Problem> problems) {
  public SearchView {
    cameras = List.copyOf(cameras);
    problems = List.copyOf(problems);
  }

  /// @param at an interface, or `targets`
  public record Problem(String at, String says) {}
}
