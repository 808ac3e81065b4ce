package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.tls.CertificateSubject;
import io.tidegate.gateway.tls.CertificateWatch;
import io.tidegate.gateway.tls.OpenRequest;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;

/// `/api/v1/certificates/own/request`: asks an authority for a certificate in the place of the
/// gateway's own, with a key that stays here. Event loops; a virtual thread reads and writes files.
public final class SigningRequestApi {
  private static final String PATH = "/api/v1/certificates/own/request";

  /// Of so many names, each of 253 characters.
  private static final int MAX_BYTES = 32 << 10;

  private final CertificateWatch certificates;

  public SigningRequestApi(CertificateWatch certificates) {
    this.certificates = certificates;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(PATH).handler(this::serve);
  }

  private void serve(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> work(context, () -> open(context));
      case "POST" ->
          RequestBody.json(
              context, MAX_BYTES, Set.of(RequestBody.JSON), body -> make(context, body));
      case "DELETE" -> work(context, () -> drop(context));
      default -> Replies.methodNotAllowed(context, "GET, HEAD, POST, DELETE");
    }
  }

  private void make(RoutingContext context, JsonObject body) {
    if (!certificates.hasOwn()) {
      Replies.problem(context, 409, CertificatesApi.CONFIGURED);
      return;
    }
    CertificateSubject subject;
    try {
      subject = subject(body);
    } catch (ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
      return;
    }
    work(
        context,
        () -> {
          JsonObject made = shown(certificates.request(subject));
          return () -> Replies.json(context, made);
        });
  }

  private static CertificateSubject subject(JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, Set.of("names", "organization", "country"));
    List<String> names = fields.texts("names", CertificateSubject.MAX_NAMES);
    for (int i = 0; i < names.size(); i++) {
      if (!CertificateSubject.isName(names.get(i))) {
        fields.wrong("names[" + i + "]", "expected a host name or an address");
      }
    }
    String organization = fields.optionalText("organization");
    if (organization != null && !CertificateSubject.isOrganization(organization)) {
      fields.wrong(
          "organization", "expected at most " + CertificateSubject.MAX_TEXT + " characters");
    }
    String country = fields.optionalText("country");
    if (country != null && !CertificateSubject.isCountry(country)) {
      fields.wrong("country", "expected two capital letters");
    }
    fields.check();
    return new CertificateSubject(names, organization, country);
  }

  private Runnable open(RoutingContext context) throws IOException, GeneralSecurityException {
    OpenRequest open = certificates.openRequest();
    return open == null ? () -> none(context) : () -> Replies.json(context, shown(open));
  }

  private Runnable drop(RoutingContext context) throws IOException {
    return certificates.dropRequest()
        ? () -> context.response().setStatusCode(204).end()
        : () -> none(context);
  }

  private static void none(RoutingContext context) {
    Replies.problem(context, 404, "no signing request waits for its certificate");
  }

  private static JsonObject shown(OpenRequest open) {
    return new JsonObject()
        .put("request", open.request())
        .put("names", new JsonArray(open.names()))
        .put("made", open.made().toString());
  }

  @FunctionalInterface
  private interface Work {
    /// @return the answer
    Runnable run() throws IOException, GeneralSecurityException;
  }

  private static void work(RoutingContext context, Work work) {
    Context loop = context.vertx().getOrCreateContext();
    Thread.ofVirtual()
        .name("signing-request")
        .start(() -> {
          Runnable answer = answer(context, work);
          loop.runOnContext(_ -> answer.run());
        });
  }

  private static Runnable answer(RoutingContext context, Work work) {
    try {
      return work.run();
    } catch (IOException | GeneralSecurityException unusable) {
      String why = String.valueOf(unusable.getMessage());
      return () -> Replies.problem(context, 507, "not stored: " + why);
    }
  }
}
