package io.tidegate.srt;

import io.tidegate.media.StreamKey;
import io.tidegate.srt.arq.ArqPolicies;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.arq.PeerHistory;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the last sessions of each peer and key showed, for its next handshake. Any thread.
public final class LearnedLatency {
  /// Peers remembered; the one that was away longest is forgotten first.
  static final int MAX_PEERS = 4_096;

  /// Sessions of a peer that count: a bad evening is forgotten after four good ones.
  private static final int SESSIONS = 4;

  /// What one session showed.
  ///
  /// @param rttP95Ms 95th percentile of the round trip
  /// @param loss share of packets lost on the way, 0 to 1
  /// @param reorderPackets largest displacement
  record Session(double rttP95Ms, double loss, int reorderPackets) {}

  private record Who(InetAddress address, StreamKey key) {}

  private record Known(List<Session> sessions, boolean refusesFilter, long usedNanos) {
    private static final Known NOBODY = new Known(List.of(), false, 0);
  }

  private final Map<Who, Known> peers = new ConcurrentHashMap<>();

  /// What to ask this peer for. A look-up and some arithmetic.
  HandshakePlan plan(InetAddress address, StreamKey key, SrtProfile profile) {
    if (!profile.learns()) {
      return new HandshakePlan(profile.latencyMs(), "", 0, "as configured");
    }
    Known known = peers.getOrDefault(new Who(address, key), Known.NOBODY);
    HandshakePlan plan =
        ArqPolicies.of(profile.policy()).onHandshake(history(known.sessions, profile));
    return known.refusesFilter
        ? new HandshakePlan(
            plan.latencyMs(), "", plan.reorderTolerance(), plan.why() + "; it refused FEC")
        : plan;
  }

  private static PeerHistory history(List<Session> sessions, SrtProfile profile) {
    return new PeerHistory(
        sessions.size(),
        sessions.stream().mapToDouble(Session::rttP95Ms).max().orElse(0),
        sessions.stream().mapToDouble(Session::loss).average().orElse(0),
        sessions.stream().mapToInt(Session::reorderPackets).max().orElse(0),
        profile.latencyMs(),
        profile.maxLatencyMs());
  }

  /// A session is over.
  void learn(InetAddress address, StreamKey key, Session session) {
    peers.compute(
        new Who(address, key),
        (_, before) -> {
          ArrayDeque<Session> sessions = new ArrayDeque<>();
          if (before != null) {
            sessions.addAll(before.sessions);
          }
          sessions.addLast(session);
          if (sessions.size() > SESSIONS) {
            sessions.removeFirst();
          }
          return new Known(
              List.copyOf(sessions), before != null && before.refusesFilter, System.nanoTime());
        });
    trim();
  }

  /// A handshake in which a packet filter was offered did not come through: never again.
  void refusedFilter(InetAddress address, StreamKey key) {
    peers.computeIfPresent(
        new Who(address, key), (_, before) -> new Known(before.sessions, true, System.nanoTime()));
  }

  /// Peers remembered now.
  public int size() {
    return peers.size();
  }

  private void trim() {
    if (peers.size() > MAX_PEERS) {
      peers.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().usedNanos))
          .ifPresent(oldest -> peers.remove(oldest.getKey(), oldest.getValue()));
    }
  }
}
