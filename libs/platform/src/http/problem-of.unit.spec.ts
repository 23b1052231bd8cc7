import { describe, expect, it } from '@jest/globals';
import { BadRequestException, ConflictException, NotFoundException } from '@nestjs/common';
import { problemBody } from './problem-body.js';
import { ProblemError } from './problem-error.js';
import { problemOf } from './problem-of.js';

class Unavailable extends Error {
  readonly code = 'store_unavailable';
  readonly retry = 'later';
}

describe('problemOf', () => {
  it('answers an error that says later with 503 and when to come back', () => {
    const problem = problemOf(new Unavailable('connection to 10.0.0.7 refused'));
    expect(problem).toMatchObject({ code: 'unavailable', status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.stringify(problemBody(problem))).not.toContain('10.0.0.7');
  });

  it('tells the client nothing of an unknown error', () => {
    const problem = problemOf(new TypeError('secret internals'));
    expect(problem).toMatchObject({ code: 'internal_error', status: 500 });
    expect(JSON.stringify(problemBody(problem))).not.toContain('secret');
  });

  it('gives the refusals of the framework their code and keeps their text, which repeats the request, to itself', () => {
    expect(problemOf(new NotFoundException('Cannot GET /a?token=x'))).toMatchObject({ code: 'not_found', status: 404 });
    expect(problemOf(new BadRequestException('Unexpected token <script>')).message).toBe('The request is not valid');
    expect(problemOf(new ConflictException())).toMatchObject({ code: 'invalid_request' });
    expect(problemOf(Object.assign(new Error('too large'), { statusCode: 413 }))).toMatchObject({
      code: 'payload_too_large',
      status: 413,
    });
  });
});

describe('problemBody', () => {
  it('has the members of RFC 9457 and the error object of the API', () => {
    const problem = new ProblemError('invalid_request', 'not valid: pageSize', {
      errors: [{ path: 'pageSize', rule: 'at most 200' }],
    });
    expect(problemBody(problem, '/crm/activity')).toEqual({
      type: '/docs/errors#invalid_request',
      title: 'The request is not valid',
      status: 400,
      detail: 'not valid: pageSize',
      instance: '/crm/activity',
      code: 'invalid_request',
      errors: [{ path: 'pageSize', rule: 'at most 200' }],
      error: { code: 'invalid_request', message: 'not valid: pageSize', status: 400 },
    });
  });

  it('takes another status for a code that has two', () => {
    const body = problemBody(new ProblemError('idempotency_conflict', 'another body', { status: 422 }));
    expect(body).toMatchObject({ status: 422, error: { status: 422 } });
  });
});
