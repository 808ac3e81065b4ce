package io.tidegate.gateway.cluster;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SourcePlan;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/// Another policy, with one publisher for a stream in the whole cluster: who comes to a node while
/// another one publishes at another node is refused or takes over, as the route says. Any thread.
public final class PlacedPolicy implements AdmissionPolicy {
  private final AdmissionPolicy rights;
  private final Function<StreamKey, OptionalInt> publishedAt;
  private final Predicate<StreamKey> isElsewhere;

  /// @param publishedAt the other node where somebody publishes now, who came by himself and sends
  /// @param isElsewhere whether another node has the stream now
  public PlacedPolicy(
      AdmissionPolicy rights,
      Function<StreamKey, OptionalInt> publishedAt,
      Predicate<StreamKey> isElsewhere) {
    this.rights = rights;
    this.publishedAt = publishedAt;
    this.isElsewhere = isElsewhere;
  }

  @Override
  public Admission publish(PublishRequest request) {
    Admission admission = rights.publish(request);
    if (request.invited() || request.isRelayed() || !(admission instanceof Admission.Granted)) {
      return admission;
    }
    OptionalInt node = publishedAt.apply(request.key());
    return node.isEmpty() || takeOver(request)
        ? admission
        : new Admission.Refused(
            Refusal.KEY_TAKEN,
            "another publisher is live on this stream, at node " + node.getAsInt());
  }

  @Override
  public Admission play(PlayRequest request) {
    return rights.play(request);
  }

  @Override
  public Admission.@Nullable Refused crowded(PlayRequest request) {
    return rights.crowded(request);
  }

  @Override
  public Admission.@Nullable Refused enter(PlayRequest request) {
    return rights.enter(request);
  }

  @Override
  public StreamKey resolve(StreamKey asked) {
    return rights.resolve(asked);
  }

  @Override
  public boolean awaits(StreamKey key) {
    return rights.awaits(key);
  }

  @Override
  public boolean isElsewhere(StreamKey key) {
    return isElsewhere.test(key);
  }

  @Override
  public boolean takeOver(PublishRequest request) {
    return rights.takeOver(request);
  }

  @Override
  public Duration grace(PublishRequest request) {
    return rights.grace(request);
  }

  @Override
  public SourcePlan plan(StreamKey key) {
    return rights.plan(key);
  }

  @Override
  public int source(PublishRequest request) {
    return rights.source(request);
  }
}
