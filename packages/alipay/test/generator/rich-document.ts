import type { Json, JsonObject } from './documents.js';

const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const text: Json = { type: 'string' };

const schemas: JsonObject = {
  CommonErrorType: { type: 'object', properties: { code: { type: 'string', enum: ['busy'] } } },
  // As Alipay publishes it: the alternatives stand under a name of their own.
  hotel_room_book_default_response: { anyOf: [reference('CommonErrorType'), reference('HotelRoomBookError')] },
  HotelRoomBookError: { type: 'object', properties: { code: reference('HotelRoomBookCode') } },
  HotelRoomBookCode: { type: 'string', enum: ['FULL', "GUEST'S_FAULT"] },
  hotel_photo_upload_request: {
    type: 'object',
    required: ['photo'],
    properties: { data: reference('Guest'), photo: { type: 'string', format: 'binary' } },
  },
  Guest: {
    type: 'object',
    required: ['name'],
    properties: { name: text, friends: { type: 'array', items: reference('Guest') } },
  },
  Member: {
    allOf: [
      reference('Guest'),
      { type: 'object', required: ['points'], properties: { points: { type: 'integer', format: 'int64' } } },
    ],
  },
  Card: { type: 'object', required: ['card_no'], properties: { card_no: text } },
  Cash: { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } },
  Payment: { oneOf: [reference('Card'), reference('Cash')], description: 'Ends */ the comment, or does it?' },
  Maybe: { nullable: true, allOf: [reference('Card')] },
  Tree: { type: 'array', items: reference('Tree') },
  Folder: { type: 'object', additionalProperties: reference('Folder') },
  Record: { type: 'object', properties: { record_id: text } },
  Operation: { type: 'object', properties: { operation_id: text } },
  Function: { type: 'object', properties: { body: text } },
  Promise: { type: 'object', properties: { kept: { type: 'boolean' } } },
  Array: { type: 'object', properties: { length: text } },
  string: { type: 'object', properties: { text } },
  Everything: {
    type: 'object',
    properties: {
      any: {},
      map: { type: 'object', additionalProperties: { type: 'integer' } },
      open: { type: 'object', additionalProperties: true, properties: { known: text } },
      bare: { type: 'object' },
      inline: {
        type: 'object',
        required: ['deep'],
        properties: { deep: { type: 'object', properties: { value: { type: 'number' } } } },
      },
      lists: { type: 'array', items: { type: 'array', items: { type: 'string', enum: ['A', 'B'] } } },
      anything: { type: 'array' },
      level: { type: 'integer', enum: [1, 2] },
      text_or_null: { type: ['string', 'null'] },
      constant: { const: 'fixed' },
      nothing: { enum: [null, 'something'] },
      'not-an-identifier': text,
      __proto: { type: 'boolean', nullable: true },
      many: {
        type: 'array',
        items: { type: 'string', enum: Array.from({ length: 20 }, (_, index) => `VALUE_${index}`) },
      },
      record: reference('Record'),
      operation: reference('Operation'),
      function: reference('Function'),
      promise: reference('Promise'),
      array: { type: 'array', items: reference('Array') },
      string: reference('string'),
      tree: reference('Tree'),
      folder: reference('Folder'),
      maybe: reference('Maybe'),
      payment: { anyOf: [reference('Payment'), { type: 'string' }] },
    },
  },
};

/** A document with all that Alipay's own may hold and the catalogue does not. */
export const richDocument: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'Hotel\n"quoted" \u2028 title', version: '2' },
  paths: {
    '/v3/hotel/room/{room_id}/book': {
      parameters: [{ $ref: '#/components/parameters/room' }],
      post: {
        operationId: 'hotel.room.book',
        tags: ['酒店'],
        parameters: [
          { in: 'query', name: 'nights', required: true, schema: { type: 'integer', minimum: 1 } },
          { in: 'header', name: 'alipay-app-auth-token', schema: text },
        ],
        requestBody: { $ref: '#/components/requestBodies/member' },
        responses: { 200: json(reference('Everything')), default: { $ref: '#/components/responses/failure' } },
      },
      put: {
        operationId: 'hotel.room.pay',
        tags: ['酒店'],
        requestBody: json(reference('Payment')),
        responses: { 204: { description: 'done' }, 400: json(reference('HotelRoomBookError')) },
      },
    },
    '/v3/hotel/photo': {
      post: {
        operationId: 'hotel.photo.upload',
        tags: ['hotel.photo'],
        requestBody: { content: { 'multipart/form-data': { schema: reference('hotel_photo_upload_request') } } },
        responses: { 200: json({ type: 'object', required: ['id'], properties: { id: text } }) },
      },
      get: {
        operationId: 'hotel.photo.list',
        tags: ['hotel.photo'],
        requestBody: {
          content: {
            'application/json; charset=utf-8': {
              schema: { type: 'object', properties: { page: { type: 'integer' } } },
            },
          },
        },
        responses: { 200: json({ type: 'array', items: reference('Record') }) },
      },
      delete: { operationId: 'hotel.photo.delete', tags: ['hotel.photo'], deprecated: true, responses: { 200: {} } },
      patch: {
        operationId: 'hotel.photo.touch',
        tags: ['hotel.photo'],
        requestBody: json({ type: 'object' }),
        responses: { 200: json(reference('Operation')) },
      },
    },
  },
  components: {
    schemas,
    parameters: { room: { in: 'path', name: 'room_id', required: true, schema: text } },
    requestBodies: { member: json(reference('Member')) },
    responses: { failure: json(reference('hotel_room_book_default_response')) },
  },
};
