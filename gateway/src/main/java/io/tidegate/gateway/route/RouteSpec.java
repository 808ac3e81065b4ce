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
import java.util.List;
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
/// @param nodeLabels in a cluster, what is started runs at a node that carries all of these
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
    @Valid BitRateSpec bitRate,
    @Size(max = MAX_LABELS, message = "at most {max} labels")
        List<
                @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
                    message = "1 to 63 letters, digits, dots, hyphens and underscores")
                String>
            nodeLabels)
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
    nodeLabels = List.copyOf(nodeLabels);
  }

  /// At any node.
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
      RouteLimits limits,
      BitRateSpec bitRate) {
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
        bitRate,
        List.of());
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
    return copy(key, otherSources, otherOutputs, otherSrt);
  }

  /// What `instance`, a key of this pattern, has; [Placeholders] filled in the rest.
  RouteSpec instance(StreamKey instance, List<SourceSpec> itsSources, List<OutputSpec> itsOutputs) {
    return copy(instance, itsSources, itsOutputs, srt);
  }

  private RouteSpec copy(
      StreamKey itsKey, List<SourceSpec> itsSources, List<OutputSpec> itsOutputs, SrtSpec itsSrt) {
    return new RouteSpec(
        itsKey,
        enabled,
        itsSources,
        itsOutputs,
        takeOver,
        grace,
        itsSrt,
        labels,
        stable,
        maxInstances,
        aliases,
        access,
        limits,
        bitRate,
        nodeLabels);
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

  /// What is made of its stream.
  public List<OutputSpec.Rendered> renditions() {
    return outputs.stream()
        .filter(OutputSpec.Rendered.class::isInstance)
        .map(OutputSpec.Rendered.class::cast)
        .toList();
  }

  /// The keys of what is made of its stream, in order; none of a pattern's.
  List<StreamKey> renditionKeys() {
    return key.isPattern()
        ? List.of()
        : renditions().stream().map(one -> Ladder.key(key, one.rendition().name())).toList();
  }

  /// The route that one of its renditions has: whoever may publish, play and so on does there what
  /// he does here.
  RouteSpec rendition(StreamKey its, OutputSpec.Rendered rendered) {
    SourceSpec made = new SourceSpec.Rendition(key, rendered.rendition().name());
    return new RouteSpec(
        its,
        enabled,
        List.of(rendered.onDemand() ? new SourceSpec.OnDemand(made) : made),
        outputs.stream()
            .filter(output -> OutputSpec.NAMES.contains(output.name()))
            .map(OutputSpec::ofRendition)
            .toList(),
        null,
        null,
        SrtSpec.NONE,
        labels,
        null,
        null,
        List.of(),
        access,
        limits,
        BitRateSpec.NONE,
        nodeLabels);
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
    return new RouteFaults(this).list();
  }
}
