package io.tidegate.gateway.web;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.space.Space;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What may stand in a route of somebody who has rights on some streams: nothing that belongs to
/// others. What stands there already may stay. Any thread.
public final class RouteRights {
  private final Function<String, @Nullable String> spaceOfClip;
  private final Predicate<StreamKey> ofSpace;
  private final Function<String, @Nullable String> refusal;

  /// @param spaceOfClip the space of a clip, empty for one of the whole node, null where there is
  ///   none of that name
  /// @param ofSpace whether a stream belongs to a space
  /// @param refusal why a tap of a space may not have a webhook; null where it may
  public RouteRights(
      Function<String, @Nullable String> spaceOfClip,
      Predicate<StreamKey> ofSpace,
      Function<String, @Nullable String> refusal) {
    this.refusal = refusal;
    this.spaceOfClip = spaceOfClip;
    this.ofSpace = ofSpace;
  }

  /// What the caller lacks, as a sentence; null for nothing.
  ///
  /// @param before null where there is no such route yet
  @Nullable
  String missing(Caller caller, RouteSpec route, @Nullable RouteSpec before) {
    if (caller.scope().isAll()) {
      return null;
    }
    if (!route.aliases().stream().allMatch(caller::sees)) {
      return "this needs rights on each of its aliases";
    }
    Set<SourceSpec> known = new HashSet<>(before == null ? Set.of() : before.sources());
    for (SourceSpec source : route.sources()) {
      String missing = known.contains(source) ? null : missing(caller, source);
      if (missing != null) {
        return missing;
      }
    }
    Set<OutputSpec> had = new HashSet<>(before == null ? Set.of() : before.outputs());
    for (OutputSpec output : route.outputs()) {
      boolean sends = output instanceof OutputSpec.FrameTap tap && !tap.spec().webhook().isEmpty();
      if (sends && !had.contains(output)) {
        String missing = webhook(route.key(), ((OutputSpec.FrameTap) output).spec().webhook());
        if (missing != null) {
          return missing;
        }
      }
    }
    return null;
  }

  /// Of a space it is looked at where it goes, and here what it says: the route may be there when
  /// the space is not.
  private @Nullable String webhook(StreamKey key, String url) {
    return ofSpace.test(key)
        ? refusal.apply(url)
        : "webhooks of frame taps need a space of the stream's, or rights on every stream";
  }

  private @Nullable String missing(Caller caller, SourceSpec source) {
    if (source instanceof SourceSpec.OnDemand called) {
      return missing(caller, called.source());
    }
    if (source instanceof SourceSpec.File file && !file.path().isEmpty()) {
      return "files of this machine need rights on every stream";
    }
    if (source instanceof SourceSpec.File file) {
      return clip(caller, file.clip());
    }
    return source instanceof SourceSpec.Slate slate && !slate.clip().isEmpty()
        ? clip(caller, slate.clip())
        : null;
  }

  private @Nullable String clip(Caller caller, String name) {
    String space = spaceOfClip.apply(name);
    return space != null && !space.isEmpty() && caller.sees(Space.all(space))
        ? null
        : "there is no clip " + name + " of your space: bring it first";
  }
}
