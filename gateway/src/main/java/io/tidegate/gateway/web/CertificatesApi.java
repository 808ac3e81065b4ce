package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.tls.CertificateView;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.media.Nullable;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// `/api/v1/certificates`: those in use, and another one in the place of the gateway's own. Event
/// loops; a virtual thread reads and writes files.
public final class CertificatesApi {
  /// Why nothing can be put in the place of any.
  static final String CONFIGURED =
      "the configuration names the files of every certificate: put others there";

  private static final String PATH = "/api/v1/certificates";

  /// Of each of the two texts: a chain of a dozen certificates has some 30 KiB.
  private static final int MAX_TEXT = 64 << 10;

  private static final int MAX_BYTES = 4 * MAX_TEXT;

  private final CertificateWatch certificates;

  public CertificatesApi(CertificateWatch certificates) {
    this.certificates = certificates;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH, this::list);
    router.route(PATH + "/own").handler(context -> take(context, "PUT", this::replace));
    router.route(PATH + "/own/renewal").handler(context -> take(context, "POST", this::renew));
  }

  private void list(RoutingContext context) {
    List<JsonObject> items = certificates.views().stream().map(this::shown).toList();
    Replies.json(context, new JsonObject().put("items", new JsonArray(items)).putNull("next"));
  }

  private JsonObject shown(CertificateView view) {
    return certificate(view).put("own", certificates.isOwn(view));
  }

  @FunctionalInterface
  private interface Order {
    void take(RoutingContext context, JsonObject body) throws ConfigException;
  }

  private static void take(RoutingContext context, String method, Order order) {
    if (!context.request().method().name().equals(method)) {
      Replies.methodNotAllowed(context, method);
      return;
    }
    RequestBody.json(
        context,
        MAX_BYTES,
        Set.of(RequestBody.JSON),
        body -> {
          try {
            order.take(context, body);
          } catch (ConfigException wrong) {
            StoreReplies.invalid(context, wrong);
          }
        });
  }

  private void replace(RoutingContext context, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("chain", "key"));
    String chain = fields.text("chain");
    String key = fields.optionalText("key");
    if (chain.length() > MAX_TEXT) {
      fields.wrong("chain", "expected at most " + MAX_TEXT + " characters");
    }
    if (key != null && key.length() > MAX_TEXT) {
      fields.wrong("key", "expected at most " + MAX_TEXT + " characters");
    }
    fields.check();
    change(context, () -> certificates.replaceOwn(chain, key));
  }

  private void renew(RoutingContext context, JsonObject body) throws ConfigException {
    new Fields(body, Set.of()).check();
    change(context, certificates::renewOwn);
  }

  @FunctionalInterface
  private interface Change {
    @Nullable
    CertificateView make() throws IOException, GeneralSecurityException;
  }

  private void change(RoutingContext context, Change change) {
    Context loop = context.vertx().getOrCreateContext();
    Thread.ofVirtual()
        .name("certificate")
        .start(() -> {
          Runnable answer = answer(context, change);
          loop.runOnContext(_ -> answer.run());
        });
  }

  private Runnable answer(RoutingContext context, Change change) {
    try {
      CertificateView view = change.make();
      return view == null
          ? () -> Replies.problem(context, 409, CONFIGURED)
          : () -> Replies.json(context, shown(view));
    } catch (GeneralSecurityException unsound) {
      String why = String.valueOf(unsound.getMessage());
      return () ->
          StoreReplies.invalid(context, ConfigException.of(List.of(new Fault("chain", why))));
    } catch (IOException full) {
      String why = String.valueOf(full.getMessage());
      return () -> Replies.problem(context, 507, "not stored: " + why);
    }
  }

  static JsonObject certificate(CertificateView view) {
    return new JsonObject()
        .put("listeners", new JsonArray(view.listeners()))
        .put("file", view.file())
        .put("subject", view.subject())
        .put("fingerprint", view.fingerprint())
        .put("selfSigned", view.selfSigned())
        .put("names", new JsonArray(view.names()))
        .put("notBefore", view.notBefore().toString())
        .put("notAfter", view.notAfter().toString())
        .put("loaded", view.loaded().toString())
        .put("state", view.state(Instant.now()))
        .put("problem", view.problem());
  }
}
