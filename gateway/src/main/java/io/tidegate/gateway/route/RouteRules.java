package io.tidegate.gateway.route;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/// The one place that knows whether a route keeps its rules, whoever wrote it: the configuration
/// file, the API or an import. The rules are annotations of the records. Any thread.
public final class RouteRules {
  /// Without an expression language: the default bootstrap asks for one.
  private static final Validator VALIDATOR =
      Validation.byProvider(HibernateValidator.class)
          .configure()
          .messageInterpolator(new ParameterMessageInterpolator())
          .buildValidatorFactory()
          .getValidator();

  private RouteRules() {}

  /// What is wrong with `route`, by path; empty when it will do.
  public static List<Fault> faults(RouteSpec route) {
    return VALIDATOR.validate(route).stream()
        .map(RouteRules::fault)
        .sorted(Comparator.comparing(Fault::path).thenComparing(Fault::expected))
        .toList();
  }

  /// Records inside of records that the written forms do not nest are left out of the path.
  private static Fault fault(ConstraintViolation<RouteSpec> violation) {
    String path = violation.getPropertyPath().toString();
    return new Fault(
        path.replaceAll("\\.(peer|source|transport|dial|frames)(?=\\.)", "")
            .replaceAll("\\.?<[^>]*>", ""),
        violation.getMessage());
  }
}
