package io.tidegate.gateway;

import io.tidegate.gateway.access.Leases;
import io.tidegate.gateway.access.MediaAccess;
import io.tidegate.gateway.access.MediaRights;
import io.tidegate.gateway.auth.Identities;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.RouteInstances;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.hub.SessionRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may publish and play, and for how long: what the settings, the routes, users, tokens and
/// those who are asked elsewhere say. Any thread.
///
/// 1. [#open], then [#follow] whoever knows who is who;
/// 2. [#stop], then [#release].
final class AdmissionPlane {
  private static final Logger log = LoggerFactory.getLogger(AdmissionPlane.class);

  private final Settings settings;
  private final MediaRights rights = new MediaRights();
  private final RoutePolicy policy;
  private final MediaAccess access;
  private final Leases leases;
  private final AtomicBoolean toldOfUsers = new AtomicBoolean();

  AdmissionPlane(
      Settings settings,
      RouteTable routes,
      RouteInstances instances,
      SessionRegistry sessions,
      Vertx vertx) {
    this.settings = settings;
    this.policy =
        new RoutePolicy(
            settings.publishing(), settings.access(), routes, instances::hasRoom, rights);
    this.access = new MediaAccess(settings, rights, vertx);
    this.leases = new Leases(sessions, Clock.systemUTC());
  }

  RoutePolicy policy() {
    return policy;
  }

  /// Who is let in beside users and tokens.
  MediaAccess access() {
    return access;
  }

  /// Reads what is stored.
  void open() throws StartException {
    leases.start();
    try {
      access.open(settings.dataDir().resolve(ControlPlane.ROUTES_FILE), leases::reconsider);
    } catch (StoreException | IllegalArgumentException unusable) {
      throw new StartException("access: " + unusable.getMessage(), unusable);
    }
  }

  /// From here on users and API tokens may publish and play what they may, for as long as they may.
  void follow(Identities known) {
    rights.follow(known);
    known.observe(this::usersChanged);
    usersChanged();
  }

  private void usersChanged() {
    leases.reconsider();
    if (policy.isClosedByUsers() && toldOfUsers.compareAndSet(false, true)) {
      log.info("there are users, and publish is auto: publishers have to say who they are");
    }
  }

  /// For whoever comes from here on.
  void changed(Settings now) {
    policy.rules(now.publishing(), now.access());
  }

  /// Nobody's right ends any more.
  void stop() {
    leases.close();
  }

  /// After everything else.
  void release() {
    access.close();
  }
}
