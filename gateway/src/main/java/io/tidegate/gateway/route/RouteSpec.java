package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SourcePlan;
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

/// One stream key, where it comes from and where it goes. Immutable; [RouteRules] says whether its
/// values will do.
///
/// @param sources in order of preference
/// @param outputs switched on or off; what is not named is on
/// @param takeOver whether a second publisher replaces a live one, null: as the server does
/// @param grace how long the stream waits for its publisher, null: as the server does
/// @param srt how its SRT peers are spoken to
/// @param labels an operator's own words, to find routes by
/// @param stable so long a better source has to work before it takes back, null: five seconds
/// @param aliases further keys under which players find the stream
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
    @Size(max = MAX_ALIASES, message = "at most {max} aliases") List<StreamKey> aliases)
    implements Checked {
  /// More sources or targets than one stream can have use for.
  static final int MAX_PARTS = 64;

  static final int MAX_LABELS = 16;

  static final int MAX_ALIASES = 16;

  /// Five minutes: longer than any encoder takes to come back by itself.
  public static final int MAX_GRACE_MS = 300_000;

  public RouteSpec {
    sources = List.copyOf(sources);
    outputs = List.copyOf(outputs);
    labels = List.copyOf(labels);
    aliases = List.copyOf(aliases);
  }

  /// Without aliases.
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
    this(key, enabled, sources, outputs, takeOver, grace, srt, labels, stable, List.of());
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
        aliases);
  }

  /// In which order its sources play.
  public SourcePlan plan() {
    if (sources.size() < 2) {
      return SourcePlan.SINGLE;
    }
    return new SourcePlan(
        sources.stream().map(RouteSpec::planned).toList(),
        stable == null ? SourcePlan.DEFAULT_STABLE : stable);
  }

  private static SourcePlan.Source planned(SourceSpec source) {
    SourcePlan.Source usual = SourcePlan.Source.of(source.type());
    return source instanceof SourceSpec.Slate ? usual.asConstant() : usual;
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
    int slate = sources.indexOf(new SourceSpec.Slate());
    if (slate == 0 || (slate > 0 && slate < sources.size() - 1)) {
      faults.add(new Fault("sources", "a slate as the last of several sources"));
    }
    if (aliases.contains(key) || Set.copyOf(aliases).size() < aliases.size()) {
      faults.add(new Fault("aliases", "other keys than the route's own, each once"));
    }
    Set<SourceSpec> distinct = new HashSet<>();
    for (SourceSpec source : sources) {
      if (!distinct.add(source)) {
        faults.add(
            new Fault("sources", "each source once; there are two " + source.type() + " alike"));
        break;
      }
    }
    if (hasOverlaps(udpListens())) {
      faults.add(new Fault("sources", "each udp-ts with a port or group of its own"));
    }
    return faults;
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
}
