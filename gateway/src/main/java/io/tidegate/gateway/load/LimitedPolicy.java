package io.tidegate.gateway.load;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.load.Refusals.Cause;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionView.Kind;
import io.tidegate.media.hub.SourcePlan;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Another policy, as far as there is room for those it admits and nobody has switched off what
/// they want. Whoever is here goes on. Any thread.
final class LimitedPolicy implements AdmissionPolicy {
  private final AdmissionPolicy rights;
  private final Limits limits;
  private final Features features;
  private final Brownout brownout;
  private final LongSupplier nanoTime;

  LimitedPolicy(
      AdmissionPolicy rights,
      Limits limits,
      Features features,
      Brownout brownout,
      LongSupplier nanoTime) {
    this.rights = rights;
    this.limits = limits;
    this.features = features;
    this.brownout = brownout;
    this.nanoTime = nanoTime;
  }

  /// What we call ourselves finds room. A publisher that claims its stream was admitted before.
  @Override
  public Admission publish(PublishRequest request) {
    Admission admission = rights.publish(request);
    if (request.invited() || admission instanceof Admission.Refused) {
      return admission;
    }
    if (request.admitted() != null) {
      limits.came(Kind.PUBLISHER, request.key(), request.remote());
      return admission;
    }
    Limits.No full = limits.crowded(request);
    return full == null ? admission : refused(full);
  }

  @Override
  public Admission play(PlayRequest request) {
    return rights.play(request);
  }

  @Override
  public Admission.@Nullable Refused crowded(PlayRequest request) {
    Limits.No full = full(request);
    if (full == null) {
      full = overloaded(brownout.wouldRefuse(nanoTime.getAsLong()));
    }
    return full == null ? null : refused(full);
  }

  @Override
  public Admission.@Nullable Refused enter(PlayRequest request) {
    Limits.No full = full(request);
    if (full == null) {
      full = overloaded(brownout.take(nanoTime.getAsLong()));
    }
    if (full == null) {
      limits.came(Kind.VIEWER, request.key(), request.remote());
      return null;
    }
    return refused(full);
  }

  private Limits.@Nullable No full(PlayRequest request) {
    String host = AddressRules.host(request.remote());
    if (!features.allows(Feature.NEW_VIEWERS, request.key(), host)) {
      String held = features.held(Feature.NEW_VIEWERS);
      return held == null
          ? Limits.No.of(Cause.SWITCHED_OFF, "new viewers are switched off here")
          : Limits.No.of(Cause.BROWN_OUT, "this node has too much to do (" + held + ")");
    }
    Feature own = feature(request.protocol());
    return own != null && !features.allows(own, request.key(), host)
        ? Limits.No.of(Cause.SWITCHED_OFF, own.label() + " is switched off here")
        : limits.crowded(request);
  }

  /// The switch of a protocol's own; null where it has none.
  private static @Nullable Feature feature(Protocol protocol) {
    return switch (protocol) {
      case HLS -> Feature.HLS;
      case DASH -> Feature.DASH;
      case HTTP_FLV -> Feature.HTTP_FLV;
      case WS_FLV -> Feature.WS_FLV;
      case SNAPSHOT -> Feature.SNAPSHOTS;
      case RTMP,
          RTMPS,
          SRT,
          RTSP,
          RTSPS,
          HTTP_TS,
          HTTP_FMP4,
          HTTP_MJPEG,
          RECORDING,
          UDP_TS,
          SLATE,
          FILE,
          TEST_PATTERN,
          TRANSCODE,
          CLUSTER ->
          null;
    };
  }

  private static Limits.@Nullable No overloaded(@Nullable String words) {
    return words == null ? null : Limits.No.of(Cause.BROWN_OUT, words);
  }

  private Admission.Refused refused(Limits.No full) {
    limits.refusals().count(full.cause());
    return full.answer();
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
