package io.tidegate.gateway.route;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/// The record's own [Checked#faults] hold, too.
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Sound.Asks.class)
@interface Sound {
  String message() default "a sound record";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Asks the record. Stateless.
  final class Asks implements ConstraintValidator<Sound, Checked> {
    @Override
    public boolean isValid(Checked record, ConstraintValidatorContext context) {
      List<Fault> faults = record.faults();
      context.disableDefaultConstraintViolation();
      for (Fault fault : faults) {
        context
            .buildConstraintViolationWithTemplate(fault.expected())
            .addPropertyNode(fault.path())
            .addConstraintViolation();
      }
      return faults.isEmpty();
    }
  }
}
