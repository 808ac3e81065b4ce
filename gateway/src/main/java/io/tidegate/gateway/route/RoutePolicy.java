package io.tidegate.gateway.route;

import io.tidegate.gateway.access.AccessRequest;
import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.MediaRights;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.space.SpaceGate;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SourcePlan;
import io.tidegate.rtmp.RtmpTarget;
import io.tidegate.rtsp.RtspPullTarget;
import io.tidegate.srt.SrtCallTarget;
import io.tidegate.udp.UdpListenTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// Who may publish and watch, by the routes of the moment, the modes `publish` and `play` and the
/// rights of users and tokens. Any thread.
///
/// A key with a route takes publishers also when `publish` is `closed`; the token, where one is
/// asked for, is asked for everywhere.
public final class RoutePolicy implements AdmissionPolicy {
  private static final String ADDRESS = "nobody is served at this address";

  private volatile Settings.Publishing publishing;
  private volatile Settings.Access access;
  private final RouteTable routes;
  private final Predicate<StreamKey> hasRoom;
  private final MediaRights rights;

  /// Streams of other nodes.
  private volatile Predicate<StreamKey> elsewhere = _ -> false;

  /// Null before there are spaces.
  private volatile @Nullable SpaceGate spaces;

  /// @param hasRoom whether a pattern takes this key, too ([RouteInstances])
  public RoutePolicy(
      Settings.Publishing publishing,
      Settings.Access access,
      RouteTable routes,
      Predicate<StreamKey> hasRoom,
      MediaRights rights) {
    this.publishing = publishing;
    this.access = access;
    this.routes = routes;
    this.hasRoom = hasRoom;
    this.rights = rights;
  }

  /// Where everybody may play, from everywhere.
  public RoutePolicy(
      Settings.Publishing publishing, RouteTable routes, Predicate<StreamKey> hasRoom) {
    this(publishing, Settings.Access.OPEN, routes, hasRoom, new MediaRights());
  }

  /// With room for all.
  public RoutePolicy(Settings.Publishing publishing, RouteTable routes) {
    this(publishing, routes, _ -> true);
  }

  /// From here on other rules hold for whoever comes.
  public void rules(Settings.Publishing publish, Settings.Access all) {
    publishing = publish;
    access = all;
  }

  /// From here on spaces take what their quotas allow.
  public void spaces(SpaceGate gate) {
    spaces = gate;
  }

  /// From here on players may wait for what is live on other nodes.
  public void relays(Predicate<StreamKey> liveElsewhere) {
    elsewhere = liveElsewhere;
  }

  /// With routes that nobody changes.
  public RoutePolicy(Settings.Publishing publishing, List<RouteSpec> routes) {
    this(publishing, RouteTable.of(routes));
  }

  /// Whether publishers have to say who they are because there are users, and not because somebody
  /// said so.
  public boolean isClosedByUsers() {
    return publishing.mode() == PublishMode.AUTO && rights.hasUsers() && !rights.hasHook();
  }

  @Override
  public Admission publish(PublishRequest request) {
    if (request.isRelayed()) {
      return Admission.Granted.INSTANCE; // it was let in at the other node
    }
    StreamKey meant = routes.resolve(request.key());
    if (!meant.equals(request.key())) {
      return refused(
          Refusal.NOT_ALLOWED, request.key() + " is an alias of " + meant + ": publish there");
    }
    RouteSpec route = routes.find(request.key());
    AccessSpec own = route == null ? AccessSpec.NONE : route.access();
    Protocol protocol = request.protocol();
    if (request.invited()) {
      return route != null && route.enabled()
          ? Admission.Granted.INSTANCE
          : refused(Refusal.NOT_ALLOWED, "the route is gone or switched off");
    }
    if (!isServed(request.remote(), own)) {
      return refused(Refusal.NOT_ALLOWED, ADDRESS);
    }
    if (route != null && !route.enabled()) {
      return refused(Refusal.NOT_ALLOWED, "the route is switched off");
    }
    if (route != null && route.sources().stream().noneMatch(source -> source.admits(protocol))) {
      String label = protocol.label();
      return refused(Refusal.NOT_ALLOWED, "no source of the route takes publishers over " + label);
    }
    if (route != null && !hasRoom.test(request.key())) {
      return refused(
          Refusal.LIMIT_REACHED,
          RouteInstances.full(routes.patternOf(request.key()), route.mostInstances()));
    }
    Admission.Granted before = request.admitted();
    if (before != null) {
      return standing(before);
    }
    SpaceGate gate = spaces;
    Admission full = gate == null ? null : gate.publish(request.key(), request.sessionId());
    if (full != null) {
      return full;
    }
    PublishMode mode = own.publish() == null ? publishing.mode() : own.publish();
    return switch (mode) {
      case AUTO -> ofNobodySaid(request);
      case HOOK -> rights.ofHook(AccessRequest.of(request));
      case OPEN -> Admission.Granted.INSTANCE;
      case TOKEN -> ofToken(request);
      case USERS -> ofUsers(request);
      case CLOSED ->
          route != null && own.publish() == null
              ? Admission.Granted.INSTANCE
              : refused(Refusal.NOT_ALLOWED, "nobody publishes to this key");
    };
  }

  /// Where `publish` is `auto`.
  private Admission ofNobodySaid(PublishRequest request) {
    if (rights.hasHook()) {
      return rights.ofHook(AccessRequest.of(request));
    }
    return rights.hasUsers() ? ofUsers(request) : Admission.Granted.INSTANCE;
  }

  private boolean isServed(String remote, AccessSpec own) {
    return access.addresses().admit(remote) && own.addresses().admit(remote);
  }

  private Admission ofUsers(PublishRequest request) {
    return rights.of(AccessRequest.of(request));
  }

  /// The one token that all share, or what is as good as a token.
  private Admission ofToken(PublishRequest request) {
    Credentials shown = request.credentials();
    if (shown.secrets().stream().anyMatch(publishing.token()::matches)) {
      return Admission.Granted.INSTANCE;
    }
    Admission bySecret = rights.ofSecret(AccessRequest.of(request));
    return bySecret == null
        ? refused(Refusal.NOT_AUTHORISED, "the token is missing or wrong")
        : bySecret;
  }

  @Override
  public Admission play(PlayRequest request) {
    RouteSpec route = routes.find(request.key());
    AccessSpec own = route == null ? AccessSpec.NONE : route.access();
    if (request.protocol() == Protocol.CLUSTER) {
      return route == null || route.enabled()
          ? Admission.Granted.INSTANCE // the other node lets its viewers in
          : refused(Refusal.NOT_FOUND, "the route is switched off");
    }
    if (!isServed(request.remote(), own)) {
      return refused(Refusal.NOT_ALLOWED, ADDRESS);
    }
    if (route != null && !route.enabled()) {
      return refused(Refusal.NOT_FOUND, "the route is switched off");
    }
    if (!offers(request.key(), request.protocol())) {
      return refused(Refusal.NOT_ALLOWED, request.protocol().label() + " is switched off here");
    }
    Admission.Granted before = request.admitted();
    if (before != null) {
      return standing(before);
    }
    SpaceGate gate = spaces;
    Admission full = gate == null ? null : gate.play(request.key());
    if (full != null) {
      return full;
    }
    AccessRequest asked = AccessRequest.of(request, routes.sourceOf(request.key()));
    if (route == null && request.protocol() == Protocol.RECORDING && rights.hasUsers()) {
      return rights.of(asked); // what is left of a route that may have let in few
    }
    return switch (own.play() == null ? access.play() : own.play()) {
      case AUTO -> rights.hasHook() ? rights.ofHook(asked) : Admission.Granted.INSTANCE;
      case OPEN -> Admission.Granted.INSTANCE;
      case USERS -> rights.of(asked);
      case HOOK -> rights.ofHook(asked);
    };
  }

  /// Whether whoever asks may play, from wherever, and nobody is asked for it. False where it may
  /// be otherwise.
  public boolean isForAll(StreamKey key) {
    RouteSpec route = routes.find(key);
    AccessSpec own = route == null ? AccessSpec.NONE : route.access();
    boolean isAnywhere =
        access.addresses().equals(AddressRules.NONE) && own.addresses().equals(AddressRules.NONE);
    return isAnywhere
        && switch (own.play() == null ? access.play() : own.play()) {
          case AUTO -> !rights.hasHook();
          case OPEN -> true;
          case USERS, HOOK -> false;
        };
  }

  /// Whether a stream belongs to a space; true before it is known.
  public boolean isOfSpace(StreamKey key) {
    SpaceGate gate = spaces;
    return gate == null || gate.has(key);
  }

  @Override
  public StreamKey resolve(StreamKey asked) {
    return routes.resolve(asked);
  }

  /// Its route says where it comes from, or another node has it.
  @Override
  public boolean awaits(StreamKey key) {
    RouteSpec route = routes.find(key);
    if (route != null && !route.enabled()) {
      return false;
    }
    return elsewhere.test(key) || (route != null && !route.sources().isEmpty());
  }

  @Override
  public boolean isElsewhere(StreamKey key) {
    return elsewhere.test(key);
  }

  /// Whether the route of `key`, if it has one, leaves `protocol` on.
  public boolean offers(StreamKey key, Protocol protocol) {
    RouteSpec route = routes.find(key);
    return route == null
        || route.outputs().stream()
            .noneMatch(output -> output.covers(protocol) && !output.enabled());
  }

  @Override
  public boolean takeOver(PublishRequest request) {
    RouteSpec route = routes.find(request.key());
    Boolean byRoute = route == null ? null : route.takeOver();
    return byRoute == null ? publishing.takeOver() : byRoute;
  }

  @Override
  public SourcePlan plan(StreamKey key) {
    RouteSpec route = routes.find(key);
    return route == null ? SourcePlan.SINGLE : route.plan();
  }

  @Override
  public int source(PublishRequest request) {
    RouteSpec route = routes.find(request.key());
    if (route != null) {
      for (int i = 0; i < route.sources().size(); i++) {
        if (isOf(route.sources().get(i), request)) {
          return i;
        }
      }
    }
    return 0;
  }

  private static boolean isOf(SourceSpec source, PublishRequest request) {
    return request.invited() ? calls(source, request.called()) : source.admits(request.protocol());
  }

  /// @param called by the module that did
  private static boolean calls(SourceSpec source, @Nullable Record called) {
    return switch (source) {
      case SourceSpec.OnDemand later -> calls(later.source(), called);
      case SourceSpec.RtspPull pull ->
          called instanceof RtspPullTarget target
              && target.url().equals(pull.url())
              && target.dial().equals(pull.dial().options());
      case SourceSpec.SrtCall call ->
          called instanceof SrtCallTarget target
              && isAt(target, call.peer())
              && target.dial().equals(call.dial().options());
      case SourceSpec.RtmpPull pull ->
          called instanceof RtmpTarget target
              && target.address().equals(pull.peer().address())
              && target.dial().equals(pull.dial().options());
      case SourceSpec.UdpTs udp ->
          called instanceof UdpListenTarget target && target.address().equals(udp.address());
      case SourceSpec.File file -> file.equals(called);
      case SourceSpec.Slate slate -> slate.equals(called);
      case SourceSpec.TestPattern pattern -> pattern.equals(called);
      case SourceSpec.Rendition rendition -> rendition.equals(called);
      case SourceSpec.RtmpPublish _, SourceSpec.RtspPublish _, SourceSpec.SrtListen _ -> false;
    };
  }

  private static boolean isAt(SrtCallTarget target, SrtAddress peer) {
    return target.host().equals(peer.host())
        && target.port() == peer.port()
        && target.streamId().equals(peer.streamId())
        && (target.rendezvous() != null) == peer.rendezvous();
  }

  @Override
  public Duration grace(PublishRequest request) {
    RouteSpec route = routes.find(request.key());
    Duration byRoute = route == null ? null : route.grace();
    return byRoute == null ? publishing.grace() : byRoute;
  }

  private static Admission standing(Admission.Granted before) {
    CloseReason over = before.over(Instant.now());
    return over == null
        ? before
        : refused(Refusal.NOT_AUTHORISED, "the right that it came by is " + over.words());
  }

  private static Admission refused(Refusal refusal, String message) {
    return new Admission.Refused(refusal, message);
  }
}
