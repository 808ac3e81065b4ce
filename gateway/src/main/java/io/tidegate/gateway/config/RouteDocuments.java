package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RtmpPeer;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.rtsp.message.RtspUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.Node;

/// Routes as text and back: JSON for the API and the store, YAML for export and import. Whatever
/// the form, keys, values and rules are those of the configuration file. Stateless.
///
/// A secret shows as [Token#MASK]; a document that says the mask keeps the secret that is stored.
public final class RouteDocuments {
  private static final RouteWriter PUBLIC = new RouteWriter(Naming.CAMEL, false);
  private static final RouteWriter WHOLE = new RouteWriter(Naming.CAMEL, true);

  private RouteDocuments() {}

  /// @param stored what it replaces, null for a new one
  public static RouteSpec read(JsonObject json, @Nullable RouteSpec stored) throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    return new RoutesReader(nodes)
        .one(JsonNodes.ofMap(json.getMap()), "", fresh -> keepSecrets(fresh, stored));
  }

  /// A list of routes.
  ///
  /// @param stored what each replaces, by key
  public static List<RouteSpec> readAll(JsonArray json, Map<StreamKey, RouteSpec> stored)
      throws ConfigException {
    NodeReader nodes = new NodeReader(_ -> "", Naming.CAMEL, false);
    Node list = JsonNodes.ofList(json.getList());
    return new RoutesReader(nodes).read(list, "routes", keeping(stored));
  }

  /// The `routes:` of a configuration file or an export.
  ///
  /// @param name what messages call the text
  public static List<RouteSpec> readYaml(String name, String text, Map<StreamKey, RouteSpec> stored)
      throws ConfigException {
    ConfigFile file = ConfigFile.parse(name, text, false, keeping(stored));
    return file.routes();
  }

  /// @param secrets as they are, for the store; else masked
  public static JsonObject write(RouteSpec route, boolean secrets) {
    return new JsonObject((secrets ? WHOLE : PUBLIC).write(route));
  }

  /// One YAML file with all of them.
  public static String writeYaml(Iterable<RouteSpec> routes, boolean secrets) {
    RouteWriter writer = new RouteWriter(Naming.KEBAB, secrets);
    List<Map<String, Object>> list = new ArrayList<>();
    routes.forEach(route -> list.add(writer.write(route)));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("routes", list);
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.AUTO)
            .setDereferenceAliases(true)
            .setWidth(120)
            .build();
    return new Dump(settings).dumpToString(file);
  }

  private static UnaryOperator<RouteSpec> keeping(Map<StreamKey, RouteSpec> stored) {
    return fresh -> keepSecrets(fresh, stored.get(fresh.key()));
  }

  /// A password stays with the user at its host: under a mask it goes nowhere else.
  private static RouteSpec keepSecrets(RouteSpec fresh, @Nullable RouteSpec stored) {
    if (stored == null) {
      return fresh;
    }
    List<SourceSpec> sources =
        fresh.sources().stream().map(source -> keepSecret(source, stored)).toList();
    List<OutputSpec> outputs =
        fresh.outputs().stream().map(output -> keepSecret(output, stored)).toList();
    boolean masked = fresh.srt().passphrase().text().equals(Token.MASK);
    return fresh.with(
        sources,
        outputs,
        masked ? fresh.srt().withPassphrase(stored.srt().passphrase()) : fresh.srt());
  }

  private static SourceSpec keepSecret(SourceSpec source, RouteSpec stored) {
    if (source instanceof SourceSpec.OnDemand later) {
      return new SourceSpec.OnDemand(keepSecret(later.source(), stored));
    }
    if (source instanceof SourceSpec.RtmpPull pull) {
      List<RtmpPeer> before =
          plain(stored)
              .filter(SourceSpec.RtmpPull.class::isInstance)
              .map(one -> ((SourceSpec.RtmpPull) one).peer())
              .toList();
      return new SourceSpec.RtmpPull(keepKey(pull.peer(), before), pull.dial());
    }
    return keepPassword(source, stored);
  }

  /// Its sources, whenever they are called.
  private static Stream<SourceSpec> plain(RouteSpec stored) {
    return stored.sources().stream()
        .map(one -> one instanceof SourceSpec.OnDemand later ? later.source() : one);
  }

  private static OutputSpec keepSecret(OutputSpec output, RouteSpec stored) {
    if (output instanceof OutputSpec.RtspPush push && isMasked(push.url())) {
      Stream<RtspUrl> before =
          stored.outputs().stream()
              .filter(OutputSpec.RtspPush.class::isInstance)
              .map(one -> ((OutputSpec.RtspPush) one).url());
      return before
          .filter(url -> isSamePlace(url, push.url()))
          .findFirst()
          .<OutputSpec>map(url -> push.withLogin(url.login()))
          .orElse(push);
    }
    if (!(output instanceof OutputSpec.RtmpPush push)) {
      return output;
    }
    List<RtmpPeer> before =
        stored.outputs().stream()
            .filter(OutputSpec.RtmpPush.class::isInstance)
            .map(one -> ((OutputSpec.RtmpPush) one).peer())
            .toList();
    return new OutputSpec.RtmpPush(keepKey(push.peer(), before), push.dial());
  }

  /// A stream key stays with its server: under a mask it goes nowhere else. Of several at one
  /// server none can be told from another, so they have to be said.
  private static RtmpPeer keepKey(RtmpPeer peer, List<RtmpPeer> before) {
    List<RtmpPeer> same =
        before.stream()
            .filter(one -> one.secretKey())
            .filter(one -> one.address().serverUrl().equals(peer.address().serverUrl()))
            .toList();
    return peer.isMasked() && same.size() == 1 ? peer.withKeyOf(same.getFirst()) : peer;
  }

  private static SourceSpec keepPassword(SourceSpec source, RouteSpec stored) {
    if (!(source instanceof SourceSpec.RtspPull pull) || !isMasked(pull.url())) {
      return source;
    }
    return plain(stored)
        .filter(SourceSpec.RtspPull.class::isInstance)
        .map(one -> ((SourceSpec.RtspPull) one).url())
        .filter(url -> isSamePlace(url, pull.url()))
        .findFirst()
        .<SourceSpec>map(url -> pull.withLogin(url.login()))
        .orElse(source);
  }

  private static boolean isMasked(RtspUrl url) {
    return url.login().password().equals(Token.MASK);
  }

  private static boolean isSamePlace(RtspUrl one, RtspUrl other) {
    return one.login().user().equals(other.login().user())
        && one.host().equals(other.host())
        && one.port() == other.port()
        && one.tls() == other.tls();
  }
}
