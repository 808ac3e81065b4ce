package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SourcePlan;
import io.tidegate.transcode.ladder.Ladder;
import io.tidegate.udp.UdpAddress;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.Range;

/// One stream key, or a pattern of keys, where it comes from and where it goes. Immutable;
/// [RouteRules] says whether its values will do.
///
/// @param sources in order of preference
/// @param outputs switched on or off; what is not named is on
/// @param takeOver whether a second publisher replaces a live one, null: as the server does
/// @param grace how long the stream waits for its publisher, null: as the server does
/// @param srt how its SRT peers are spoken to
/// @param labels an operator's own words, to find routes by
/// @param stable so long a better source has to work before it takes back, null: five seconds
/// @param maxInstances so many keys of a pattern may run at once, null: a hundred
/// @param aliases further keys under which players find the stream
/// @param access who may publish and play
/// @param limits what it may have at once
/// @param bitRate outside of it there is an alarm
@Sound
public record RouteSpec(
    StreamKey key,
    boolean enabled,
    @Size(max = MAX_PARTS, message = "at most {max} sources") List<@Valid SourceSpec> sources,
    @Size(max = MAX_PARTS, message = "at most {max} outputs") List<@Valid OutputSpec> outputs,
    @Nullable Boolean takeOver,
    @Nullable Duration grace,
    @Valid SrtSpec srt,
    @Size(max = MAX_LABELS, message = "at most {max} labels")
        List<
                @Pattern(
                    regexp = "\\S([^\\p{Cntrl}]{0,62}\\S)?",
                    message = "1 to 64 characters of one line")
                String>
            labels,
    @Nullable Duration stable,
    @Range(min = 1, max = 10_000, message = "a whole number, {min} to {max}") @Nullable
        Integer maxInstances,
    @Size(max = MAX_ALIASES, message = "at most {max} aliases") List<StreamKey> aliases,
    AccessSpec access,
    @Valid RouteLimits limits,
    @Valid BitRateSpec bitRate)
    implements Checked {
  /// More sources or targets than one stream can have use for.
  static final int MAX_PARTS = 64;

  static final int MAX_LABELS = 16;

  static final int MAX_ALIASES = 16;

  /// Somebody who asks for one key after the other starts no more than this.
  private static final int USUAL_INSTANCES = 100;

  /// Five minutes: longer than any encoder takes to come back by itself.
  public static final int MAX_GRACE_MS = 300_000;

  public RouteSpec {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
    aliases = List.copyOf(aliases);
  }

  /// Without aliases, and with the access of the settings.
  public RouteSpec(
      StreamKey key,
      boolean enabled,
      List<SourceSpec> sources,
      List<OutputSpec> outputs,
      @Nullable Boolean takeOver,
      @Nullable Duration grace,
      SrtSpec srt,
      List<String> labels,
      @Nullable Duration stable) {
    this(
        key,
        enabled,
        sources,
        outputs,
        takeOver,
        grace,
        srt,
        labels,
        stable,
        null,
        List.of(),
        AccessSpec.NONE,
        RouteLimits.NONE,
        BitRateSpec.NONE);
  }

  /// At any bit rate.
  public RouteSpec(
      StreamKey key,
      boolean enabled,
      List<SourceSpec> sources,
      List<OutputSpec> outputs,
      @Nullable Boolean takeOver,
      @Nullable Duration grace,
      SrtSpec srt,
      List<String> labels,
      @Nullable Duration stable,
      @Nullable Integer maxInstances,
      List<StreamKey> aliases,
      AccessSpec access,
      RouteLimits limits) {
    this(
        key,
        enabled,
        sources,
        outputs,
        takeOver,
        grace,
        srt,
        labels,
        stable,
        maxInstances,
        aliases,
        access,
        limits,
        BitRateSpec.NONE);
  }

  /// As stable as usual.
  public RouteSpec(
      StreamKey key,
      boolean enabled,
      List<SourceSpec> sources,
      List<OutputSpec> outputs,
      @Nullable Boolean takeOver,
      @Nullable Duration grace,
      SrtSpec srt,
      List<String> labels) {
    this(key, enabled, sources, outputs, takeOver, grace, srt, labels, null);
  }

  /// Without labels.
  public RouteSpec(
      StreamKey key,
      boolean enabled,
      List<SourceSpec> sources,
      List<OutputSpec> outputs,
      @Nullable Boolean takeOver,
      @Nullable Duration grace,
      SrtSpec srt) {
    this(key, enabled, sources, outputs, takeOver, grace, srt, List.of());
  }

  /// The same with other sources, outputs and SRT settings.
  public RouteSpec with(
      List<SourceSpec> otherSources, List<OutputSpec> otherOutputs, SrtSpec otherSrt) {
    return new RouteSpec(
        key,
        enabled,
        otherSources,
        otherOutputs,
        takeOver,
        grace,
        otherSrt,
        labels,
        stable,
        maxInstances,
        aliases,
        access,
        limits,
        bitRate);
  }

  /// What `instance`, a key of this pattern, has; [Placeholders] filled in the rest.
  RouteSpec instance(StreamKey instance, List<SourceSpec> itsSources, List<OutputSpec> itsOutputs) {
    return new RouteSpec(
        instance,
        enabled,
        itsSources,
        itsOutputs,
        takeOver,
        grace,
        srt,
        labels,
        stable,
        maxInstances,
        aliases,
        access,
        limits,
        bitRate);
  }

  /// How many keys of a pattern may be in use at once.
  public int mostInstances() {
    return maxInstances == null ? USUAL_INSTANCES : maxInstances;
  }

  /// What is to run now: sources on demand as any other while there is demand, else not at all.
  public RouteSpec running(boolean demanded) {
    if (!hasOnDemand()) {
      return this;
    }
    List<SourceSpec> now = new ArrayList<>();
    for (SourceSpec source : sources) {
      if (!(source instanceof SourceSpec.OnDemand later)) {
        now.add(source);
      } else if (demanded) {
        now.add(later.source());
      }
    }
    return with(now, outputs, srt);
  }

  /// Of a pattern, what there is without a key: who may come, and how it is spoken to.
  RouteSpec atRest() {
    return with(
        sources.stream().filter(SourceSpec::comesByItself).toList(),
        outputs.stream().filter(output -> output.place().isEmpty()).toList(),
        srt);
  }

  /// Whether one of its sources waits for players.
  public boolean hasOnDemand() {
    return sources.stream().anyMatch(SourceSpec.OnDemand.class::isInstance);
  }

  /// Whether something of it can be started, rather than come by itself.
  boolean startsSomething() {
    return !sources.stream().allMatch(SourceSpec::comesByItself);
  }

  /// In which order its sources play.
  public SourcePlan plan() {
    boolean usual =
        sources.stream()
            .allMatch(one -> one.frames().equals(FrameTimes.DEFAULT) && !isConstant(one));
    if (sources.isEmpty() || (sources.size() == 1 && usual)) {
      return SourcePlan.SINGLE;
    }
    return new SourcePlan(
        sources.stream().map(RouteSpec::planned).toList(),
        stable == null ? SourcePlan.DEFAULT_STABLE : stable);
  }

  private static SourcePlan.Source planned(SourceSpec source) {
    FrameTimes times = source.frames();
    return new SourcePlan.Source(
        source.type(),
        isConstant(source),
        Duration.ofMillis(times.firstFrameMs()),
        Duration.ofMillis(times.noFrameMs()));
  }

  /// Whether it plays when it is asked to, from its beginning.
  private static boolean isConstant(SourceSpec source) {
    return source instanceof SourceSpec.Slate || source instanceof SourceSpec.File;
  }

  /// Publishers are told apart by protocol alone.
  private static SourceSpec plain(SourceSpec source) {
    return switch (source) {
      case SourceSpec.RtmpPublish _ -> new SourceSpec.RtmpPublish();
      case SourceSpec.RtspPublish _ -> new SourceSpec.RtspPublish();
      case SourceSpec.SrtListen listen -> new SourceSpec.SrtListen(listen.port());
      case SourceSpec.SrtCall call -> call;
      case SourceSpec.RtspPull pull -> pull;
      case SourceSpec.RtmpPull pull -> pull;
      case SourceSpec.UdpTs udp -> udp;
      case SourceSpec.OnDemand later -> plain(later.source());
      case SourceSpec.File file -> file;
      case SourceSpec.Slate slate -> slate;
      case SourceSpec.TestPattern _ -> SourceSpec.TestPattern.DEFAULT;
      case SourceSpec.Rendition rendition -> rendition;
    };
  }

  /// What is made of its stream.
  public List<OutputSpec.Rendered> renditions() {
    return outputs.stream()
        .filter(OutputSpec.Rendered.class::isInstance)
        .map(OutputSpec.Rendered.class::cast)
        .toList();
  }

  /// The route that one of its renditions has: whoever may publish, play and so on does there what
  /// he does here.
  RouteSpec rendition(StreamKey its, OutputSpec.Rendered rendered) {
    SourceSpec made = new SourceSpec.Rendition(key, rendered.rendition().name());
    return new RouteSpec(
        its,
        enabled,
        List.of(rendered.onDemand() ? new SourceSpec.OnDemand(made) : made),
        outputs.stream().filter(output -> OutputSpec.NAMES.contains(output.name())).toList(),
        null,
        null,
        SrtSpec.NONE,
        labels,
        null,
        null,
        List.of(),
        access,
        limits);
  }

  /// The sources that are SRT callers of ours.
  public Stream<SourceSpec.SrtListen> srtListens() {
    return sources.stream()
        .filter(SourceSpec.SrtListen.class::isInstance)
        .map(SourceSpec.SrtListen.class::cast);
  }

  /// The UDP ports of its own that it listens on; none while it is switched off.
  public List<SrtPortSpec> srtPorts() {
    return srtListens()
        .filter(source -> enabled && source.port() != SourceSpec.SrtListen.SHARED)
        .map(source -> new SrtPortSpec("srt." + key, source.port(), key, null))
        .toList();
  }

  /// Where it listens for transport streams over UDP; nowhere while it is switched off.
  public List<UdpAddress> udpListens() {
    return sources.stream()
        .filter(source -> enabled && source instanceof SourceSpec.UdpTs)
        .map(source -> ((SourceSpec.UdpTs) source).address())
        .toList();
  }

  @Override
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    if (grace != null && (grace.isNegative() || grace.toMillis() > MAX_GRACE_MS)) {
      faults.add(new Fault("graceMs", "a whole number, 0 to " + MAX_GRACE_MS));
    }
    if (srtListens().filter(one -> one.port() != SourceSpec.SrtListen.SHARED).count() > 1) {
      faults.add(new Fault("sources", "at most one srt-listen with a port of its own"));
    }
    if (stable != null && (stable.isNegative() || stable.toMillis() > MAX_GRACE_MS)) {
      faults.add(new Fault("stableMs", "a whole number, 0 to " + MAX_GRACE_MS));
    }
    int slate = firstSlate();
    if (slate == 0 || (slate > 0 && slate < sources.size() - 1)) {
      faults.add(new Fault("sources", "a slate as the last of several sources"));
    }
    faults.addAll(Placeholders.faults(this));
    if (key.isPattern()) {
      patternFaults(faults);
    } else if (maxInstances != null) {
      faults.add(new Fault("maxInstances", "a key with a * beside it"));
    }
    if (aliases.contains(key) || Set.copyOf(aliases).size() < aliases.size()) {
      faults.add(new Fault("aliases", "other keys than the route's own, each once"));
    }
    if (renditions().stream().anyMatch(one -> !Ladder.isKey(key, one.rendition().name()))) {
      faults.add(new Fault("outputs.renditions", "names that make a stream key with the route's"));
    }
    if (renditions().stream().map(one -> one.rendition().name()).distinct().count()
        < renditions().size()) {
      faults.add(new Fault("outputs.renditions", "each name once"));
    }
    Set<SourceSpec> distinct = new HashSet<>();
    for (SourceSpec source : sources) {
      if (!distinct.add(plain(source))) {
        faults.add(
            new Fault("sources", "each source once; there are two " + source.type() + " alike"));
        break;
      }
    }
    List<String> taps =
        outputs.stream()
            .filter(OutputSpec.FrameTap.class::isInstance)
            .map(OutputSpec::place)
            .toList();
    if (taps.size() > FrameTapSpec.MOST_TAPS || Set.copyOf(taps).size() < taps.size()) {
      faults.add(
          new Fault(
              "outputs", "at most " + FrameTapSpec.MOST_TAPS + " taps, each with its own name"));
    }
    if (hasOverlaps(udpListens())) {
      faults.add(new Fault("sources", "each udp-ts with a port or group of its own"));
    }
    return faults;
  }

  /// -1 for none.
  private int firstSlate() {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i) instanceof SourceSpec.Slate) {
        return i;
      }
    }
    return -1;
  }

  private static boolean hasOverlaps(List<UdpAddress> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      for (UdpAddress later : addresses.subList(i + 1, addresses.size())) {
        if (later.overlaps(addresses.get(i))) {
          return true;
        }
      }
    }
    return false;
  }

  private void patternFaults(List<Fault> faults) {
    if (!renditions().isEmpty()) {
      faults.add(new Fault("outputs.renditions", "none: a pattern has many streams"));
    }
    KeyPattern pattern = new KeyPattern(key);
    if (pattern.hasTwins() || pattern.stars() > KeyPattern.MAX_STARS) {
      faults.add(
          new Fault("key", "at most " + KeyPattern.MAX_STARS + " stars, no two side by side"));
    }
    if (!aliases.isEmpty()) {
      faults.add(new Fault("aliases", "none, as a pattern stands for many streams"));
    }
    if (srtListens().anyMatch(one -> one.port() != SourceSpec.SrtListen.SHARED)) {
      faults.add(
          new Fault("sources", "no srt-listen with a port of its own: a pattern has many streams"));
    }
    if (sources.stream().anyMatch(SourceSpec.UdpTs.class::isInstance)) {
      faults.add(new Fault("sources", "no udp-ts: a pattern has many streams"));
    }
    if (outputs.stream().anyMatch(OutputSpec.UdpTsPush.class::isInstance)) {
      faults.add(new Fault("outputs", "no udp-ts-push: many streams would go to one place"));
    }
  }
}
