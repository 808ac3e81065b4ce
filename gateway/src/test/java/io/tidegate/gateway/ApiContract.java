package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// `openapi.yaml`, or another description, as a judge: whether an answer is one that it describes.
/// Any thread.
public final class ApiContract {
  private static final JsonSchemaOptions OPTIONS =
      new JsonSchemaOptions()
          .setBaseUri("https://contract.invalid/")
          .setDraft(Draft.DRAFT202012)
          .setOutputFormat(OutputFormat.Basic);

  private static final String SCHEMAS = "#/components/schemas/";

  private final JsonObject description;
  private final String prefix;
  private final Map<String, Validator> validators = new ConcurrentHashMap<>();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  private ApiContract(JsonObject description) {
    this.description = description;
    this.prefix = description.getJsonArray("servers").getJsonObject(0).getString("url");
  }

  public static ApiContract load() throws IOException {
    return load("/openapi.yaml");
  }

  /// @param file a description whose paths are below the URL of its first server
  public static ApiContract load(String file) throws IOException {
    try (InputStream yaml = ApiContract.class.getResourceAsStream(file)) {
      Object root = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      return new ApiContract(new JsonObject(Json.encode(root)));
    }
  }

  /// Paths with the methods that they answer: `GET /routes/{app}/{name}`.
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (String path : description.getJsonObject("paths").fieldNames()) {
      for (String method : description.getJsonObject("paths").getJsonObject(path).fieldNames()) {
        if (!method.equals("parameters")) {
          operations.add(method.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
    }
    return operations;
  }

  /// Whether a gateway that has just begun, on a machine without a helper, answers 404 there: no
  /// signing request waits, and nobody sets up the machine.
  public static boolean isAbsentAtFirst(String path) {
    return path.equals("/certificates/own/request") || path.startsWith("/system/");
  }

  /// Operations that [#check] has seen.
  public Set<String> seen() {
    return seen;
  }

  /// The status is one that the description knows for this request, and the body is as it says.
  public void check(HttpResponse<String> answer) {
    String method = answer.request().method();
    String path = path(answer.request().uri().getPath());
    if (method.equals("HEAD") || method.equals("OPTIONS")) {
      return;
    }
    JsonObject operation =
        description
            .getJsonObject("paths")
            .getJsonObject(path)
            .getJsonObject(method.toLowerCase(Locale.ROOT));
    if (operation == null) {
      assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(405);
      return;
    }
    seen.add(method + " " + path);
    String status = Integer.toString(answer.statusCode());
    JsonObject response = resolve(operation.getJsonObject("responses").getJsonObject(status));
    if (response == null) {
      throw new AssertionError(method + " " + path + " answers " + status + ": not described");
    }
    checkBody(method + " " + path + " " + status, response.getJsonObject("content"), answer);
  }

  private void checkBody(String name, @Nullable JsonObject content, HttpResponse<String> answer) {
    if (content == null) {
      assertThat(answer.body()).as(name).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    JsonObject media = content.getJsonObject(type);
    assertThat(media).as("%s answers %s", name, type).isNotNull();
    if (!type.endsWith("json")) {
      return;
    }
    Object body = Json.decodeValue(answer.body());
    Validator validator =
        validators.computeIfAbsent(name, _ -> validator(media.getJsonObject("schema"), name));
    OutputUnit verdict = validator.validate(body);
    assertThat(verdict.getValid())
        .as("%s: %s in %s", name, verdict.getErrors(), answer.body())
        .isTrue();
  }

  /// With copies of the schemas that it names: the validator writes into what it is given.
  private Validator validator(JsonObject schema, String name) {
    JsonObject schemas = new JsonObject();
    JsonObject own = schema.copy();
    collect(own, schemas);
    own.put("$id", "https://contract.invalid/" + Integer.toHexString(name.hashCode()))
        .put("components", new JsonObject().put("schemas", schemas));
    return Validator.create(JsonSchema.of(own), OPTIONS);
  }

  /// Puts what `value` refers to, and what that refers to, into `schemas`.
  private void collect(@Nullable Object value, JsonObject schemas) {
    switch (value) {
      case JsonObject object -> {
        if (object.getValue("$ref") instanceof String reference) {
          assertThat(reference).startsWith(SCHEMAS);
          String name = reference.substring(SCHEMAS.length());
          if (!schemas.containsKey(name)) {
            JsonObject named =
                description
                    .getJsonObject("components")
                    .getJsonObject("schemas")
                    .getJsonObject(name)
                    .copy();
            schemas.put(name, named);
            collect(named, schemas);
          }
        }
        object.forEach(entry -> collect(entry.getValue(), schemas));
      }
      case JsonArray array -> array.forEach(one -> collect(one, schemas));
      case null, default -> {}
    }
  }

  private @Nullable JsonObject resolve(@Nullable JsonObject response) {
    String reference = response == null ? null : response.getString("$ref");
    if (reference == null) {
      return response;
    }
    String name = reference.substring(reference.lastIndexOf('/') + 1);
    return description.getJsonObject("components").getJsonObject("responses").getJsonObject(name);
  }

  /// A key in one parameter has a slash; parts of an address have none.
  private static String pattern(String path) {
    return path.replaceAll("/get/\\{name}$", "/get/.+").replaceAll("\\{\\w+}", "[^/]+");
  }

  /// The described path of a real one; plain ones win over patterns.
  private String path(String real) {
    assertThat(real).startsWith(prefix);
    String rest = real.substring(prefix.length());
    Set<String> paths = description.getJsonObject("paths").fieldNames();
    if (paths.contains(rest)) {
      return rest;
    }
    return paths.stream()
        .filter(path -> Pattern.matches(pattern(path), rest))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not described: " + rest));
  }
}
