package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.member.Bulletins;
import io.tidegate.cluster.member.NodeView;
import io.tidegate.cluster.pki.Revocation;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.gateway.cluster.NodeStanding.State;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of each node since the look before. Confined to one thread.
final class NodeTracks {
  /// A node that was let in starts within it, and one that comes back is found within it.
  static final Duration TO_COME = Duration.ofSeconds(60);

  /// Of those that are gone for good, the last are shown.
  private static final int MOST_REVOKED = 20;

  private final ClusterNode node;
  private final BiConsumer<Subject, Move> journal;
  private final Clock clock;
  private final Map<Integer, Track> tracks = new HashMap<>();
  private boolean first = true;
  private boolean split;

  /// Of one node.
  private static final class Track {
    final Instant known;
    final ClockOffset offset = new ClockOffset();
    boolean wasThere;
    @Nullable State state;
    Instant since;
    @Nullable Instant heard;
    @Nullable NodeFacts facts;

    Track(Instant known) {
      this.known = known;
      this.since = known;
    }
  }

  /// @param journal takes down what happens
  NodeTracks(ClusterNode node, BiConsumer<Subject, Move> journal, Clock clock) {
    this.node = node;
    this.journal = journal;
    this.clock = clock;
  }

  /// By number.
  List<NodeStanding> look(Bulletins bulletins) {
    Set<Integer> present = present();
    List<NodeStanding> all = new ArrayList<>();
    for (Peer peer : node.known()) {
      all.add(standing(peer, present.contains(peer.number()), bulletins.of(peer.number())));
    }
    gone().forEach(one -> find(one.number()).ifPresent(peer -> all.add(revoked(peer, one))));
    all.sort(Comparator.comparingInt(NodeStanding::number));
    tellSplit(all);
    first = false;
    return List.copyOf(all);
  }

  /// Members that this node reaches by itself: of two that lose each other, one may still be a
  /// member by way of a third.
  private Set<Integer> present() {
    Set<Integer> reached =
        node.tunnel().present().stream().map(Peer::number).collect(Collectors.toSet());
    return node.membership().nodes().stream()
        .filter(one -> one.self() || reached.contains(one.number()))
        .map(NodeView::number)
        .collect(Collectors.toSet());
  }

  private Stream<Revocation> gone() {
    return node.revoked().stream()
        .sorted(Comparator.comparing(Revocation::since).reversed())
        .limit(MOST_REVOKED);
  }

  private Optional<Peer> find(int number) {
    return node.find(number);
  }

  private NodeStanding standing(Peer peer, boolean present, Bulletins.@Nullable Heard heard) {
    Instant now = clock.instant();
    Track track = tracks.computeIfAbsent(peer.number(), _ -> new Track(now));
    boolean fresh = heard != null && !heard.received().equals(track.heard);
    if (heard != null && fresh) {
      track.heard = heard.received();
      track.facts = NodeFacts.parse(heard.text());
      track.offset.add(Duration.between(heard.sent(), heard.received()));
    }
    NodeFacts facts = track.facts;
    track.wasThere |= present;
    turn(peer, track, state(peer.number(), present, facts, track, now), now);
    boolean self = peer.number() == node.number();
    return new NodeStanding(
        peer.number(),
        peer.name(),
        peer.host(),
        peer.port(),
        track.state == null ? State.JOINING : track.state,
        track.since,
        facts,
        track.heard,
        self ? Duration.ZERO : track.offset.isKnown() ? track.offset.value() : null);
  }

  private State state(
      int number, boolean present, @Nullable NodeFacts facts, Track track, Instant now) {
    if (present) {
      return facts != null && facts.draining() ? State.DRAINING : State.MEMBER;
    }
    if (node.hasStopped(number)) {
      return State.STOPPED;
    }
    boolean mayCome = !track.wasThere && now.isBefore(track.known.plus(TO_COME));
    return mayCome ? State.JOINING : State.AWAY;
  }

  private NodeStanding revoked(Peer peer, Revocation one) {
    Instant now = clock.instant();
    Track track = tracks.computeIfAbsent(peer.number(), _ -> new Track(now));
    turn(peer, track, State.REVOKED, one.since());
    return new NodeStanding(
        peer.number(),
        peer.name(),
        peer.host(),
        peer.port(),
        State.REVOKED,
        one.since(),
        null,
        track.heard,
        null);
  }

  private void turn(Peer peer, Track track, State now, Instant at) {
    State before = track.state;
    if (before == now) {
      return;
    }
    track.state = now;
    track.since = at;
    boolean news = !first || before != null;
    if (news && peer.number() != node.number()) {
      journal.accept(
          new Subject("node", "", Integer.toString(peer.number())),
          new Move(before == null ? "" : before.label(), now.label(), "", peer.name()));
    }
  }

  private void tellSplit(List<NodeStanding> all) {
    String away =
        all.stream()
            .filter(one -> one.state() == State.AWAY)
            .map(NodeStanding::name)
            .collect(Collectors.joining(", "));
    boolean now = !away.isEmpty();
    if (now != split) {
      split = now;
      journal.accept(
          Subject.of("cluster", ""),
          now
              ? new Move("whole", "split", "", "without " + away)
              : new Move("split", "whole", "", "all that did not say that they stop are there"));
    }
  }
}
