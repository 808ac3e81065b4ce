package io.tidegate.gateway.web;

import io.tidegate.gateway.tls.CertificateView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// `/api/v1/certificates`: those in use. Event loop.
public final class CertificatesApi {
  private final Supplier<List<CertificateView>> certificates;

  public CertificatesApi(Supplier<List<CertificateView>> certificates) {
    this.certificates = certificates;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(
        router,
        "/api/v1/certificates",
        context -> {
          List<JsonObject> items =
              certificates.get().stream().map(CertificatesApi::certificate).toList();
          Replies.json(
              context, new JsonObject().put("items", new JsonArray(items)).putNull("next"));
        });
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
