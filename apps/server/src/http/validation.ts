import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * Checks what came in against its schema. A query or path is text, so its numbers and booleans are converted; a body
 * has types of its own and is taken as it is. Compiled when first asked: most routes of a process never are.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let validator: Validator | undefined
  return (given) => {
    validator ??= Compile(schema)
    const filled = Value.Default(schema, given)
    const value = httpPart === 'body' ? filled : Value.Convert(schema, filled)
    if (validator.Check(value)) return { value }
    return { error: validator.Errors(value) as FastifySchemaValidationError[] }
  }
}
